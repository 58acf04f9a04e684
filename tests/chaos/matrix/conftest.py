from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser.gallery_page import GalleryPage
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.rows import row
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import STANDALONE, TunedServer, make_server
from tests.corpus import TINY, make

PICTURES = 300

OF_GRADIO = (
    "Unable to preload CSS for"  # its fonts without the Internet, its theme below a sub-path
)

Servers = Callable[[str], TunedServer]


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 300 tiny pictures, each newer than the one before."""
    folder = tmp_path_factory.mktemp("few") / "outputs"
    make(replace(TINY, count=PICTURES, is_flat=True, distinct=24), folder)
    return folder


@pytest.fixture(scope="session")
def servers(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The server of a stack, started when it is first asked for."""
    running: dict[str, TunedServer] = {}

    def server_of(stack: str) -> TunedServer:
        if stack not in running:
            server = make_server(stack, few, tmp_path_factory.mktemp("data"))
            if server is None:
                pytest.skip(f"{stack} is not there: EVERGALLERY_MATRIX names no such environment")
            server.start()
            running[stack] = server
            server.wait_for_total(PICTURES)
        return running[stack]

    yield server_of
    for server in running.values():
        server.stop()


@pytest.fixture
def server(request: pytest.FixtureRequest, servers: Servers) -> TunedServer:
    """Standalone, or whichever stack the test is marked with."""
    return servers(getattr(request, "param", STANDALONE))


@pytest.fixture
def ids(server: TunedServer) -> list[int]:
    """Every picture in the server's order."""
    ids = server.ids_in_order()
    assert len(set(ids)) == len(ids) == PICTURES
    return ids


@pytest.fixture
def proxy(server: TunedServer) -> Iterator[Proxy]:
    with Proxy(server.port) as proxy:
        yield proxy


@pytest.fixture
def watched(gallery: GalleryPage) -> Iterator[GalleryPage]:
    """The gallery, and in the end no script of ours may have complained."""
    yield gallery
    assert [error for error in gallery.errors if OF_GRADIO not in error] == []


@pytest.fixture
def budget(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Budget:
    """Of the row that the test is named after."""
    found = re.match(r"test_f(\d\d)_", request.node.name)
    assert found, request.node.name
    return Budget(row(f"F{int(found[1])}"), record_property)
