"""A real nginx between the browser and the gallery, set as people find it: the whole gallery is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.chaos.nginx import Nginx, nginx_path

HOST = "proxy_set_header Host $http_host;"
UPGRADE = [
    "proxy_http_version 1.1;",
    "proxy_set_header Upgrade $http_upgrade;",
    'proxy_set_header Connection "upgrade";',
]
READ_TIMEOUT_S = 3


@pytest.fixture
def behind(
    request: pytest.FixtureRequest, gallery_server: GalleryServer, tmp_path: Path
) -> Iterator[Nginx]:
    """nginx with the lines a test is marked with."""
    if nginx_path() is None:
        pytest.skip("no nginx: set EVERGALLERY_NGINX")
    with Nginx(gallery_server.port, [HOST, *request.param], tmp_path / "nginx") as nginx:
        yield nginx


def shows_the_whole_gallery(gallery: GalleryPage, server: GalleryServer) -> bool:
    return gallery.scroll_through() == server.ids_in_order() and gallery.errors == []


@pytest.mark.parametrize("behind", [[]], indirect=True)
def test_without_upgrade_headers_the_whole_gallery_comes_over_http(
    behind: Nginx, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.open(behind.url)
    gallery.wait_for(transport="http", reason="socket_refused", total=PICTURES)
    assert gallery.first_complete_s() <= 1
    assert shows_the_whole_gallery(gallery, gallery_server)
    assert gallery.chip_says("HTTP")


@pytest.mark.parametrize(
    "behind", [[*UPGRADE, f"proxy_read_timeout {READ_TIMEOUT_S}s;"]], indirect=True
)
def test_with_a_read_timeout_of_some_seconds_the_whole_gallery_is_shown_and_stays(
    behind: Nginx, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    """The heartbeat is slower, so nginx cuts the idle socket."""
    gallery.open(behind.url)
    gallery.wait_for(total=PICTURES)
    assert gallery.first_complete_s() <= 1
    gallery.page.wait_for_timeout((READ_TIMEOUT_S + 1) * 1000)
    gallery.wait_for(state="ready")
    assert shows_the_whole_gallery(gallery, gallery_server)


@pytest.mark.parametrize("behind", [[f"proxy_read_timeout {READ_TIMEOUT_S}s;"]], indirect=True)
def test_with_polls_cut_after_some_seconds_the_whole_gallery_is_shown_and_stays(
    behind: Nginx, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.open(behind.url)
    gallery.wait_for(transport="http", total=PICTURES)
    gallery.page.wait_for_timeout((READ_TIMEOUT_S + 1) * 1000)
    gallery.wait_for(transport="http", state="ready")
    assert shows_the_whole_gallery(gallery, gallery_server)


@pytest.mark.parametrize(
    "behind",
    [
        [*UPGRADE, "proxy_buffering on;", "proxy_request_buffering on;"],
        ["proxy_buffering on;", "proxy_request_buffering on;"],
    ],
    ids=["with sockets", "http only"],
    indirect=True,
)
def test_with_buffering_on_the_whole_gallery_is_shown(
    behind: Nginx, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.open(behind.url)
    gallery.wait_for(total=PICTURES)
    assert gallery.first_complete_s() <= 1
    assert shows_the_whole_gallery(gallery, gallery_server)
