"""A gallery on a real port, and one whose every answer the test writes itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from evergallery.doctor.visitor import Visitor
from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard, Identity
from evergallery.server.mount import mount
from evergallery.settings import Settings
from tests.python.commands.fake_library import FakeLibrary

LOGIN = ("ada", "secret")


class Served:
    """An app on a free port of this machine, in a thread."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(
            app, port=0, log_level="critical", ws="websockets-sansio", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @property
    def base(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/"

    def __enter__(self) -> Served:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Puts an app on a port until the test ends; gives its base."""
    served: list[Served] = []

    def start(app: Any) -> str:
        served.append(Served(app).__enter__())
        return served[-1].base

    yield start
    for one in served:
        one.__exit__(None, None, None)


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    visitor = Visitor()
    yield visitor
    visitor.close()


@pytest.fixture
def base(serve: Callable[[Any], str], tmp_path: Path) -> str:
    """Of a healthy gallery without login."""
    return serve(gallery_app(tmp_path))


def gallery_app(folder: Path, guard: Guard | None = None) -> Starlette:
    """The gallery's routes, Gradio's endpoint for polls and its login form, as a web UI has them."""
    gallery = Gallery(FakeLibrary(count=3), Settings, guard or Guard(), static_dir=folder)

    async def poll(request: Request) -> Response:
        text = (await request.json())["data"][0]
        return JSONResponse({"data": [await gallery.poll(text, connection=request)]})

    async def login(request: Request) -> Response:
        """As Gradio's: a form in, a cookie out."""
        body = (await request.body()).decode()
        if body != "username={}&password={}".format(*LOGIN):
            return JSONResponse({"detail": "Incorrect credentials."}, 400)
        answer = JSONResponse({"success": True})
        answer.set_cookie("access-token-unsecure", "token")
        return answer

    app = Starlette(
        routes=[
            Route("/gradio_api/run/evergallery_poll", poll, methods=["POST"]),
            Route("/login", login, methods=["POST"]),
        ]
    )
    mount(app, gallery)
    return app


def by_cookie(connection: HTTPConnection) -> Identity | None:
    """The login of `gallery_app`."""
    known = connection.cookies.get("access-token-unsecure") == "token"
    return Identity(LOGIN[0]) if known else None


def saying(answer: Callable[[Request], Response]) -> Starlette:
    """An app that says the same to every question, and to every handshake."""

    async def say(request: Request) -> Response:
        return answer(request)

    async def deny(websocket: WebSocket) -> None:
        await websocket.send_denial_response(answer(Request({**websocket.scope, "type": "http"})))

    return Starlette(
        routes=[
            Route("/{path:path}", say, methods=["GET", "POST"]),
            WebSocketRoute("/{path:path}", deny),
        ]
    )
