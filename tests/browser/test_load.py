"""How the program and its style sheet come to the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer

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
    gallery.page.get_by_text("Click here to try again.").click()
    gallery.wait_for(state="ready", total=PICTURES)
