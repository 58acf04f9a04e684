"""The grid: bounded, steady, alive."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer

MOST_ELEMENTS = 1_500

# Left and top of every tile that is wholly in the window, by id.
_PLACES = """
() => {
    const edge = document.querySelector(".eg-grid").getBoundingClientRect();
    const places = {};
    for (const tile of document.querySelectorAll(".eg-tile")) {
        const { left, top, bottom } = tile.getBoundingClientRect();
        if (top >= edge.top + 40 && bottom <= edge.bottom) {
            places[tile.dataset.id] = [Math.round(left), Math.round(top)];
        }
    }
    return places;
}
"""

_SCROLL_TO = """
(share) => {
    const grid = document.querySelector(".eg-grid");
    grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight);
}
"""

NewPicture = Callable[[str], Path]


@pytest.fixture
def new_picture(gallery_server: GalleryServer, corpus: Path) -> Iterator[NewPicture]:
    """Puts one more picture into the folder, as a web UI would; all of them are gone afterwards."""
    made: list[Path] = []

    def put(name: str) -> Path:
        source = next(path for path in sorted(corpus.iterdir()) if path.suffix == ".png")
        hidden, shown = corpus / f"{name}.tmp", corpus / name
        shutil.copyfile(source, hidden)
        os.utime(hidden)
        hidden.rename(shown)
        made.append(shown)
        return shown

    yield put
    for path in made:
        path.unlink()
    gallery_server.wait_for_total(PICTURES)


def ready(gallery: GalleryPage, url: str) -> None:
    gallery.open(url)
    gallery.wait_for(state="ready", total=PICTURES)
    gallery.wait_for_first_screen()


def settle(gallery: GalleryPage) -> None:
    """Until scrolling rests and nothing in the window is a skeleton."""
    gallery.page.wait_for_timeout(300)
    gallery.page.wait_for_function("() => !document.querySelector('.eg-skeleton')")


def test_the_document_stays_small_wherever_one_scrolls_and_however_small_the_tiles(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    ready(gallery, gallery_server.url)
    gallery.page.locator(".eg-slider").fill("0")
    for share in (0, 0.3, 0.7, 1, 0.5):
        gallery.page.evaluate(_SCROLL_TO, share)
        settle(gallery)
        assert gallery.tiles() > 0
        assert gallery.elements() <= MOST_ELEMENTS
    assert gallery.errors == []


def test_a_new_picture_appears_by_itself_at_the_top(
    gallery_server: GalleryServer, gallery: GalleryPage, new_picture: NewPicture
) -> None:
    ready(gallery, gallery_server.url)
    name = new_picture("appears.png").name
    gallery.page.wait_for_selector(f'.eg-tile[data-name="{name}"]', timeout=10_000)
    first = gallery.page.locator(".eg-day").first
    assert "Today" in first.inner_text()
    assert gallery.page.locator(".eg-news").is_hidden()


def test_new_pictures_move_nothing_for_someone_further_down(
    gallery_server: GalleryServer, gallery: GalleryPage, new_picture: NewPicture
) -> None:
    ready(gallery, gallery_server.url)
    gallery.page.evaluate(_SCROLL_TO, 0.4)
    settle(gallery)
    before = gallery.page.evaluate(_PLACES)
    new_picture("above-1.png")
    new_picture("above-2.png")
    gallery.wait_for(total=PICTURES + 2)
    pill = gallery.page.locator(".eg-news")
    pill.wait_for(state="visible")
    settle(gallery)
    assert gallery.page.evaluate(_PLACES) == before
    assert pill.inner_text() == "2 new"
    pill.click()
    gallery.page.wait_for_selector('.eg-tile[data-name="above-2.png"]')
    pill.wait_for(state="hidden")


def test_the_picture_in_sight_stays_when_tiles_change_their_size(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    ready(gallery, gallery_server.url)
    gallery.page.evaluate(_SCROLL_TO, 0.6)
    settle(gallery)
    first = next(iter(gallery.page.evaluate(_PLACES)))
    gallery.page.locator(".eg-slider").fill("30")
    settle(gallery)
    assert first in gallery.page.evaluate(_PLACES)


def test_arrows_go_from_picture_to_picture_far_beyond_the_window(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    ready(gallery, gallery_server.url)
    gallery.page.locator(".eg-grid").focus()
    for _ in range(3):
        gallery.page.keyboard.press("ArrowRight")
    focused = gallery.page.locator(".eg-tile:focus")
    assert focused.get_attribute("aria-posinset") == "3"
    gallery.page.keyboard.press("End")
    gallery.page.wait_for_selector(f'.eg-tile[aria-posinset="{PICTURES}"]')
    gallery.page.keyboard.press("Home")
    assert focused.get_attribute("aria-posinset") == "1"


def test_words_narrow_the_view_and_nothing_found_says_so(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    ready(gallery, gallery_server.url)
    name = gallery.page.locator(".eg-tile").first.get_attribute("data-name") or ""
    search = gallery.page.locator(".eg-search")
    search.fill(Path(name).stem)
    gallery.page.wait_for_function(
        f"() => Number(document.querySelector('eg-gallery').dataset.total) < {PICTURES}"
    )
    assert gallery.page.locator(f'.eg-tile[data-name="{name}"]').count() == 1
    search.fill("nosuchwordanywhere")
    gallery.wait_for(state="empty", total=0)
    assert "nosuchwordanywhere" in gallery.page.locator(".eg-notice").inner_text()
    gallery.page.locator(".eg-notice button").click()
    gallery.wait_for(state="ready", total=PICTURES)


def test_the_order_is_kept_for_the_next_visit(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    ready(gallery, gallery_server.url)
    gallery.page.locator(".eg-select").select_option("name")
    gallery.page.wait_for_selector('.eg-day:not([data-day]) .eg-tile[aria-posinset="1"]')
    first = gallery.page.locator('.eg-tile[aria-posinset="1"]').get_attribute("data-name")
    ready(gallery, gallery_server.url)
    assert gallery.page.locator(".eg-select").input_value() == "name"
    again = gallery.page.locator('.eg-tile[aria-posinset="1"]').get_attribute("data-name")
    assert again == first


def test_a_picture_that_cannot_be_shown_leaves_a_quiet_sign(
    gallery_server: GalleryServer, gallery: GalleryPage, new_picture: NewPicture
) -> None:
    ready(gallery, gallery_server.url)
    whole = new_picture("whole.png")
    half = whole.with_name("half.tmp")
    half.write_bytes(whole.read_bytes()[:200])
    half.rename(whole)
    tile = gallery.page.locator('.eg-tile[data-name="whole.png"][data-broken="true"]')
    tile.wait_for()
    assert "thumbnail" in (tile.get_attribute("title") or "")


def test_a_phone_shows_three_columns_and_the_folders_in_a_drawer(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.page.set_viewport_size({"width": 390, "height": 844})
    ready(gallery, gallery_server.url)
    lefts = {left for left, _ in gallery.page.evaluate(_PLACES).values()}
    assert len(lefts) == 3
    assert gallery.page.locator(".eg-side").is_hidden()
    gallery.page.get_by_role("button", name="Folders").click()
    gallery.page.locator(".eg-folder").nth(1).click()
    gallery.page.locator(".eg-side").wait_for(state="hidden")
    width = gallery.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_tiles_stand_in_the_document_in_reading_order(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    ready(gallery, gallery_server.url)
    for share in (0.5, 0.48, 0.2, 0.21, 0):
        gallery.page.evaluate(_SCROLL_TO, share)
        settle(gallery)
        places = gallery.page.evaluate(
            "[...document.querySelectorAll('.eg-tile')].map((tile) => Number(tile.ariaPosInSet))"
        )
        assert places == sorted(places)
