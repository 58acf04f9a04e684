"""What is started is stopped."""

from __future__ import annotations

from playwright.sync_api import WebSocket

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer

# Starts and stops the gallery in place, as a host that makes its tab anew does.
_RESTART = """
async () => {
    const old = document.querySelector("eg-gallery");
    const fresh = old.cloneNode(false);
    delete fresh.dataset.booted;
    fresh.dataset.state = "connecting";
    delete fresh.dataset.total;
    old.replaceWith(fresh);
    for (let wait = 0; wait < 100 && fresh.dataset.state !== "ready"; wait += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return [fresh.dataset.state, old.childElementCount, old.evergallery === undefined];
}
"""


def test_a_tab_made_anew_gets_a_gallery_and_the_old_one_ends(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.open(gallery_server.url)
    gallery.wait_for(state="ready", total=PICTURES)
    sockets: list[WebSocket] = []
    gallery.page.on("websocket", lambda socket: sockets.append(socket))
    for _ in range(3):
        assert gallery.page.evaluate(_RESTART) == ["ready", 0, True]
    gallery.page.wait_for_timeout(500)
    still_open = [socket for socket in sockets if not socket.is_closed()]
    assert len(still_open) == 1
    assert gallery.errors == []


def test_nothing_is_left_when_the_gallery_stops(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.open(gallery_server.url)
    gallery.wait_for(state="ready", total=PICTURES)
    gallery.page.evaluate("document.querySelector('eg-gallery').evergallery.stop()")
    assert gallery.elements() == 0
    gallery.page.set_viewport_size({"width": 700, "height": 500})
    gallery.page.keyboard.press("ArrowDown")
    gallery.page.wait_for_timeout(300)
    assert gallery.elements() == 0
    assert gallery.errors == []
