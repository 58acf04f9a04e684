"""How soon a person sees pictures, on a good network and on broken ones, in Chromium.

python -m tests.bench.bench_link [--quick]
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.bars import Bar, at_most
from tests.bench.warm_gallery import warm_gallery
from tests.browser.chromium import launch, new_page
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.chaos.faults import Answer, Cut, Drop, Fault, Hang, Rule, Swallow
from tests.chaos.proxy import Proxy
from tests.corpus import FULL_SIZE

FOLDERS_OPENED = 5

# What goes wrong with sockets, and how long until the first screen is complete all the same.
FAULTS: list[tuple[str, Fault, float]] = [
    ("socket_refused", Answer(502), 1.0),
    ("socket_forbidden", Answer(403), 1.0),
    ("socket_reset", Drop(), 1.0),
    ("socket_cut", Cut(after_bytes=2_000), 1.0),
    ("handshake_hangs", Hang(), 3.0),
    ("socket_silent", Swallow(), 3.0),
]

# The most elements the gallery ever has while the grid goes from top to bottom a window at a time.
_MOST_ELEMENTS = """
async () => {
    const grid = document.querySelector(".eg-grid");
    const gallery = document.querySelector("eg-gallery");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let most = 0;
    for (grid.scrollTop = 0; ; grid.scrollTop += grid.clientHeight) {
        await frame();
        await frame();
        most = Math.max(most, gallery.querySelectorAll("*").length);
        if (grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 2) return most;
    }
}
"""

# From a click on a folder until every picture in the window is painted.
_OPEN_FOLDER = """
async (name) => {
    const gallery = document.querySelector("eg-gallery");
    const grid = gallery.querySelector(".eg-grid");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const opened = new Promise((resolve) => {
        gallery.addEventListener("evergallery:view-opened", resolve, { once: true });
    });
    const isPainted = () => {
        const edge = grid.getBoundingClientRect();
        const places = [...grid.querySelectorAll(".eg-tile, .eg-skeleton")];
        const inWindow = places.filter((place) => place.getBoundingClientRect().top < edge.bottom);
        return inWindow.length > 0 && inWindow.every((place) => place.dataset.loaded === "true");
    };
    const began = performance.now();
    gallery.querySelector(`.eg-folder[data-name="${name}"]`).click();
    await opened;
    while (!isPainted() && performance.now() - began < 20_000) await frame();
    return performance.now() - began;
}
"""


def bars(quick: bool) -> list[Bar]:
    """Measured with 2,000 full-size pictures, 200 when quick; their thumbnails are warm."""
    with (
        tempfile.TemporaryDirectory() as data,
        warm_gallery(200 if quick else FULL_SIZE.count, Path(data)) as server,
        sync_playwright() as playwright,
        launch(playwright) as browser,
    ):
        return [*_good_network(browser, server), *_broken_networks(browser, server)]


def _good_network(browser: Browser, server: GalleryServer) -> Iterator[Bar]:
    gallery = GalleryPage(new_page(browser))
    gallery.open(server.url)
    gallery.wait_for(transport="websocket", timeout_s=20)
    gallery.wait_for_first_screen()
    yield at_most("link.first_screen", gallery.first_screen_s(), "s", 1.0)
    (root,) = gallery.folder_names()
    gallery.page.evaluate(_OPEN_FOLDER, root)  # shows its sub-folders
    days = gallery.folder_names()[1:][-FOLDERS_OPENED:]  # their pictures were not on the screen yet
    slowest_ms = max(gallery.page.evaluate(_OPEN_FOLDER, day) for day in days)
    yield at_most("link.open_folder", slowest_ms / 1000, "s", 1.0)
    gallery.page.evaluate(_OPEN_FOLDER, "")
    yield at_most("link.elements", gallery.page.evaluate(_MOST_ELEMENTS), "DOM elements", 1_500)
    gallery.page.context.close()


def _broken_networks(browser: Browser, server: GalleryServer) -> Iterator[Bar]:
    for name, fault, budget_s in FAULTS:
        with Proxy(server.port) as proxy:
            proxy.rules = [Rule(fault, kind="upgrade")]
            gallery = GalleryPage(new_page(browser))
            gallery.open(proxy.url)
            gallery.wait_for_first_screen(timeout_s=20)
            yield at_most(f"link.{name}", gallery.first_complete_s(), "s", budget_s)
            gallery.page.context.close()
