"""How the program and its style sheet come to the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.chaos.faults import Hang, Rule
from tests.chaos.proxy import Proxy

OURS = re.compile(r"/evergallery/v1/static/\w+/(.*)$")
ENTRY = "javascript/evergallery.mjs"
BUNDLE = "javascript/evergallery/app.bundle.mjs"
MODULES = "javascript/evergallery/app.mjs"
SHEETS = "css/all.css"


@pytest.fixture
def files(page: Page) -> list[str]:
    """Files of ours that were asked for, each as often as it was."""
    asked: list[str] = []

    def note(url: str) -> None:
        if found := OURS.search(url):
            asked.append(found[1])

    page.on("request", lambda request: note(request.url))
    return asked


def test_a_page_loads_three_files_of_ours(
    gallery_server: GalleryServer, gallery: GalleryPage, files: list[str]
) -> None:
    gallery.open(gallery_server.url)
    gallery.wait_for(state="ready", transport="websocket", total=PICTURES)
    assert sorted(files) == sorted([ENTRY, BUNDLE, SHEETS])
    assert gallery.tiles() > 0
    assert gallery.console_errors == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"status": 404}, id="missing"),
        pytest.param({"status": 403, "content_type": "text/html", "body": "No"}, id="refused"),
        pytest.param({"content_type": "text/html", "body": "<h1>Log in</h1>"}, id="page"),
        pytest.param({"content_type": "text/javascript", "body": "const ="}, id="garbage"),
        pytest.param({"content_type": "text/javascript", "body": ""}, id="empty"),
    ],
)
def test_without_the_one_piece_the_gallery_starts_from_its_modules(
    gallery_server: GalleryServer, gallery: GalleryPage, files: list[str], answer: dict[str, str]
) -> None:
    gallery.page.route(f"**/{BUNDLE}", lambda route: route.fulfill(**answer))
    gallery.open(gallery_server.url)
    gallery.wait_for(state="ready", transport="websocket", total=PICTURES)
    assert files.count(MODULES) == 1
    assert gallery.page_errors == []


def test_the_first_questions_do_not_wait_for_the_style_sheet(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    held: list[Route] = []
    gallery.page.route(f"**/{SHEETS}", lambda route: held.append(route))
    gallery.open(gallery_server.url)
    gallery.wait_for(total=PICTURES)
    assert len(held) == 1
    assert gallery.elements() == 0, "nothing is painted without it"
    held[0].continue_()
    gallery.wait_for_first_screen()
    assert gallery.errors == []


def test_pictures_without_style_are_better_than_none(
    gallery_server: GalleryServer, gallery: GalleryPage, files: list[str]
) -> None:
    refusals = [lambda route: route.abort(), lambda route: route.fulfill(status=502)]
    gallery.page.route(
        f"**/{SHEETS}", lambda route: (refusals.pop(0) if refusals else Route.continue_)(route)
    )
    gallery.open(gallery_server.url)
    gallery.wait_for_first_screen()
    gallery.page.wait_for_function(
        "getComputedStyle(document.querySelector('.eg-frame')).display === 'flex'"
    )
    assert files.count(SHEETS) == 3
    assert gallery.errors == []


def test_a_program_that_cannot_be_had_is_tried_again_on_a_click(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.page.route("**/app*.mjs", lambda route: route.abort())
    gallery.open(gallery_server.url)
    gallery.wait_for(state="error")
    gallery.page.unroute("**/app*.mjs")
    expect(gallery.page.get_by_text("could not be loaded")).to_be_visible()
    gallery.page.get_by_role("button", name="Try again").click()
    gallery.wait_for(state="ready", total=PICTURES)


def test_a_program_that_is_swallowed_once_comes_by_a_second_request(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    """The first one hangs for as long as the page lives: nothing fails."""
    proxy.rules = [Rule(Hang(), path=f"*/{BUNDLE}", times=1)]
    gallery.open(proxy.url)
    gallery.wait_for(state="ready", total=PICTURES, timeout_s=20)
    assert _bundles_asked(proxy) == 2
    assert gallery.errors == []


def test_a_program_that_is_always_swallowed_is_told_of_in_words(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    proxy.rules = [Rule(Hang(), path=f"*/{BUNDLE}")]
    gallery.open(proxy.url)
    gallery.wait_for(state="error", timeout_s=30)
    expect(gallery.page.get_by_text("leaves the request unanswered")).to_be_visible()
    assert _bundles_asked(proxy) == 2
    proxy.rules = []
    gallery.page.get_by_role("button", name="Try again").click()
    gallery.wait_for(state="ready", total=PICTURES)
    assert gallery.errors == []


def _bundles_asked(proxy: Proxy) -> int:
    return sum(n for path, n in proxy.counters.by_path.items() if path.endswith(BUNDLE))
