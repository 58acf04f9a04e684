from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from evergallery.server.gallery import Gallery
from evergallery.server.mount import mount, unmount
from tests.python.server.conftest import MakeGallery
from tests.python.server.talk import hello

THUMB = "/evergallery/v1/thumb/1/v1"


def host_page(_: object) -> PlainTextResponse:
    return PlainTextResponse("the host's page")


@pytest.fixture
def host() -> Starlette:
    return Starlette(routes=[Route("/{path:path}", host_page)])


def test_our_routes_come_before_the_hosts_catch_alls(host: Starlette, gallery: Gallery) -> None:
    mount(host, gallery)
    client = TestClient(host)
    assert client.get(THUMB).headers["content-type"] == "image/webp"
    assert client.get("/anything/else").text == "the host's page"


def test_the_gallery_answers_under_every_prefix(host: Starlette, gallery: Gallery) -> None:
    mount(host, gallery, ["", "/sd", "/a/b/"])
    with TestClient(host) as client:
        for prefix in ("", "/sd", "/a/b"):
            assert client.get(prefix + THUMB).status_code == 200
            assert client.get(f"{prefix}/{gallery.static_url}css/grid.css").status_code == 200
            with client.websocket_connect(f"{prefix}/evergallery/v1/socket") as socket:
                socket.send_text(hello(transport="websocket"))
                assert "welcome" in socket.receive_text()


def test_mounting_again_takes_the_place_of_the_first(
    host: Starlette, make_gallery: MakeGallery
) -> None:
    mount(host, make_gallery(), ["", "/old"])
    count = len(host.router.routes)
    mount(host, make_gallery(), ["", "/new"])
    assert len(host.router.routes) == count
    client = TestClient(host)
    assert client.get("/new" + THUMB).status_code == 200
    assert client.get("/old" + THUMB).text == "the host's page"


def test_unmounting_leaves_the_host_as_it_was(host: Starlette, gallery: Gallery) -> None:
    before = list(host.router.routes)
    mount(host, gallery)
    unmount(host)
    assert host.router.routes == before


def test_a_proxy_that_strips_its_prefix_changes_nothing(host: Starlette, gallery: Gallery) -> None:
    """The mistake of `app.mount`: below a root_path it answers 404 on Starlette 0.33 and later."""
    mount(host, gallery)
    assert TestClient(host, root_path="/proxy").get(THUMB).status_code == 200


def test_a_fastapi_app_is_as_good_as_a_starlette_one(gallery: Gallery) -> None:
    fastapi = pytest.importorskip("fastapi")
    app: Any = fastapi.FastAPI()
    mount(app, gallery)
    client = TestClient(app)
    assert client.get(THUMB).status_code == 200
    assert client.get("/openapi.json").json()["paths"] == {}


def test_only_what_changes_nothing_is_allowed(host: Starlette, gallery: Gallery) -> None:
    mount(host, gallery)
    assert TestClient(host).post(THUMB).status_code == 405
