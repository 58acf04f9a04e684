"""One gallery with a fake library on a plain Starlette app, and a client for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from evergallery.library import StoredFile
from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard
from evergallery.server.mount import mount
from evergallery.settings import Settings
from tests.python.commands.fake_library import FakeLibrary

MakeGallery = Callable[..., Gallery]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    """Three items; files 1 (small), 2 (several chunks, a difficult name) and 3 (a type that can run)."""
    library = FakeLibrary(count=3)
    small, large, runnable = tmp_path / "1.webp", tmp_path / "2.mp4", tmp_path / "3.svg"
    small.write_bytes(bytes(range(256)))
    large.write_bytes(bytes(range(256)) * 8192)
    runnable.write_text("<svg><script>alert(1)</script></svg>")
    library.files = {
        1: StoredFile(small, "image/webp", "one.webp", "v1"),
        2: StoredFile(large, "video/mp4", 'Kätzchen "2"\r\nX: y.mp4', "v2"),
        3: StoredFile(runnable, "image/svg+xml", "three.svg", "v3"),
    }
    return library


@pytest.fixture
def static_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "extension"
    (folder / "javascript" / "evergallery").mkdir(parents=True)
    (folder / "css").mkdir()
    (folder / "javascript" / "evergallery" / "app.mjs").write_text("export const start = 1;\n")
    (folder / "css" / "grid.css").write_text(".eg-root { color: red }\n" * 100)
    (folder / "secret.txt").write_text("not for you")
    (folder / "javascript" / "notes.txt").write_text("not for you either")
    return folder


@pytest.fixture
def make_gallery(library: FakeLibrary, static_dir: Path) -> MakeGallery:
    def make(guard: Guard | None = None) -> Gallery:
        gallery = Gallery(library, Settings, guard or Guard(), static_dir=static_dir, sockets=True)
        library.on_change = gallery.library_changed
        return gallery

    return make


@pytest.fixture
def gallery(make_gallery: MakeGallery) -> Gallery:
    return make_gallery()


@pytest.fixture
def app(gallery: Gallery) -> Starlette:
    return make_app(gallery)


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    """Inside the block all requests and sockets share one loop, as they do on a server."""
    with TestClient(app) as client:
        yield client


def make_app(gallery: Gallery) -> Starlette:
    """A host: a route for polls, as Gradio has one, and a catch-all that would swallow ours."""

    async def poll(request: Request) -> Response:
        text = (await request.body()).decode()
        return PlainTextResponse(await gallery.poll(text, connection=request))

    async def host_page(_: Request) -> Response:
        return PlainTextResponse("the host's page")

    app = Starlette(
        routes=[Route("/poll", poll, methods=["POST"]), Route("/{path:path}", host_page)]
    )
    mount(app, gallery)
    return app
