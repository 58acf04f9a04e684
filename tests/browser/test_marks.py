"""Favourites: at once on the screen, exactly once on the server, whatever happens to the link."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import new_page
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.chaos.faults import Answer, Drop, Fault, HalfOpen, Rule, Swallow
from tests.chaos.proxy import Proxy
from tests.corpus import TINY, make

PICTURES = 24


class Kept:
    """What the server has written down."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / "library.db"

    @property
    def actions(self) -> int:
        return self._count("journal")

    @property
    def favourites(self) -> int:
        return self._count("mark")

    def change(self, sql: str) -> None:
        with closing(sqlite3.connect(self._file, timeout=10)) as db:
            db.execute(sql)
            db.commit()

    def _count(self, table: str) -> int:
        with closing(sqlite3.connect(self._file, timeout=10)) as db:
            found: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            return found


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("marks")


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[GalleryServer]:
    folder = data_dir.with_name(f"{data_dir.name}-outputs")
    make(replace(TINY, count=PICTURES, is_flat=True, distinct=PICTURES), folder)
    with GalleryServer(folder, data_dir) as server:
        server.wait_for_total(PICTURES)
        yield server


@pytest.fixture
def kept(data_dir: Path, server: GalleryServer) -> Kept:
    """With nothing in it: every test counts from zero."""
    kept = Kept(data_dir)
    kept.change("DELETE FROM mark")
    kept.change("DELETE FROM journal")
    return kept


@pytest.fixture
def link(server: GalleryServer, kept: Kept) -> Iterator[Proxy]:
    with Proxy(server.port) as proxy:
        yield proxy


def open_gallery(gallery: GalleryPage, url: str) -> None:
    gallery.open(url)
    gallery.wait_for(transport="websocket", total=PICTURES)
    gallery.wait_for_first_screen()


def look_at_first(page: Page) -> None:
    page.locator(".eg-tile").first.click()
    expect(page.locator(".eg-favourite")).to_have_attribute("aria-pressed", "false")


def expect_saved(page: Page) -> None:
    star = page.locator(".eg-favourite")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).not_to_have_attribute("data-waiting", "true", timeout=20_000)


def expect_star_after_reload(gallery: GalleryPage) -> None:
    gallery.page.reload(wait_until="commit")
    gallery.wait_for(total=PICTURES)
    expect(gallery.page.locator(".eg-tile[data-favourite=true]")).to_have_count(1)
    expect(gallery.page.locator(".eg-tile").first).to_have_attribute("data-favourite", "true")


def wait_for_actions(page: Page, kept: Kept, wanted: int) -> None:
    for _ in range(200):
        if kept.actions == wanted:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{kept.actions} actions, not {wanted}")


def test_the_star_on_a_tile_marks_and_does_not_open(
    server: GalleryServer, kept: Kept, gallery: GalleryPage
) -> None:
    open_gallery(gallery, server.url)
    page = gallery.page
    tile = page.locator(".eg-tile").first
    expect(tile.locator(".eg-star")).to_have_count(0)
    tile.hover()
    tile.locator(".eg-star").click()
    expect(tile).to_have_attribute("data-favourite", "true")
    expect(tile).to_have_attribute("aria-label", re.compile("favourite"))
    assert not page.locator(".eg-viewer[open]").count()
    wait_for_actions(page, kept, 1)
    expect_star_after_reload(gallery)
    assert gallery.errors == []


def test_the_key_marks_in_grid_and_viewer_and_takes_the_mark_off(
    server: GalleryServer, kept: Kept, gallery: GalleryPage
) -> None:
    open_gallery(gallery, server.url)
    page = gallery.page
    page.locator(".eg-grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    expect(page.locator(".eg-tile").first).to_have_attribute("data-favourite", "true")
    page.keyboard.press("Enter")
    star = page.locator(".eg-favourite")
    expect(star).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(star).to_have_attribute("aria-pressed", "false")
    wait_for_actions(page, kept, 2)
    page.keyboard.press("Escape")
    expect(page.locator(".eg-tile[data-favourite]")).to_have_count(0)
    assert kept.favourites == 0
    assert gallery.errors == []


def test_every_page_that_shows_the_picture_hears_of_it(
    server: GalleryServer, kept: Kept, gallery: GalleryPage, browser: Browser
) -> None:
    other = GalleryPage(new_page(browser))
    open_gallery(other, server.url)
    open_gallery(gallery, server.url)
    look_at_first(gallery.page)
    gallery.page.keyboard.press("s")
    tile = other.page.locator(".eg-tile").first
    expect(tile).to_have_attribute("data-favourite", "true", timeout=3_000)
    gallery.page.keyboard.press("s")
    expect(tile).not_to_have_attribute("data-favourite", "true", timeout=3_000)
    other.page.context.close()


def test_impatient_clicks_end_in_what_was_wanted_last(
    server: GalleryServer, kept: Kept, gallery: GalleryPage
) -> None:
    open_gallery(gallery, server.url)
    look_at_first(gallery.page)
    for _ in range(7):
        gallery.page.keyboard.press("s")
    expect_saved(gallery.page)
    assert kept.favourites == 1
    expect_star_after_reload(gallery)


@pytest.mark.parametrize("fault", [Swallow(), HalfOpen()], ids=["answer lost", "request lost"])
def test_a_mark_said_into_a_dying_socket_is_done_exactly_once(
    link: Proxy, kept: Kept, gallery: GalleryPage, fault: Fault
) -> None:
    open_gallery(gallery, link.url)
    look_at_first(gallery.page)
    assert link.inject(fault) == 1
    link.rules = [Rule(Drop())]
    gallery.page.keyboard.press("s")
    expect(gallery.page.locator(".eg-favourite")).to_have_attribute("aria-pressed", "true")
    if isinstance(fault, Swallow):
        wait_for_actions(gallery.page, kept, 1)
    link.inject(Drop())
    link.rules = []
    expect_saved(gallery.page)
    assert (kept.actions, kept.favourites) == (1, 1)
    expect_star_after_reload(gallery)
    assert gallery.errors == []


def test_a_server_restarted_before_its_answer_was_heard_does_not_do_it_again(
    link: Proxy, server: GalleryServer, kept: Kept, gallery: GalleryPage
) -> None:
    open_gallery(gallery, link.url)
    epoch = gallery.attribute("epoch")
    look_at_first(gallery.page)
    link.inject(Swallow())
    link.rules = [Rule(Drop())]
    gallery.page.keyboard.press("s")
    wait_for_actions(gallery.page, kept, 1)
    server.stop()
    link.inject(Drop())
    link.rules = []
    server.start()
    expect_saved(gallery.page)
    assert gallery.attribute("epoch") != epoch
    assert (kept.actions, kept.favourites) == (1, 1)
    expect_star_after_reload(gallery)
    assert gallery.errors == []


def test_a_mark_made_offline_waits_says_so_and_is_saved(
    link: Proxy, kept: Kept, gallery: GalleryPage
) -> None:
    open_gallery(gallery, link.url)
    look_at_first(gallery.page)
    gallery.page.context.set_offline(True)
    gallery.wait_for(state="offline", timeout_s=5)
    gallery.page.keyboard.press("s")
    star, toast = gallery.page.locator(".eg-favourite"), gallery.page.locator(".eg-toast")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_have_attribute("data-waiting", "true")
    expect(toast).to_contain_text("when the connection is back")
    assert kept.actions == 0
    gallery.page.context.set_offline(False)
    expect_saved(gallery.page)
    expect(toast).to_have_text("Your favourites are saved.")
    assert (kept.actions, kept.favourites) == (1, 1)
    expect_star_after_reload(gallery)


def test_a_mark_made_after_the_login_expired_waits_for_it(
    link: Proxy, kept: Kept, gallery: GalleryPage
) -> None:
    open_gallery(gallery, link.url)
    look_at_first(gallery.page)
    link.rules = [Rule(Answer(401, "log in"))]
    link.inject(Drop())
    gallery.wait_for(transport="none", reason="login_expired", timeout_s=10)
    gallery.page.keyboard.press("s")
    expect(gallery.page.locator(".eg-toast")).to_contain_text("logged in again")
    link.rules = []
    gallery.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect_saved(gallery.page)
    assert (kept.actions, kept.favourites) == (1, 1)


def test_what_the_server_cannot_do_is_undone_on_the_screen_with_a_sentence(
    server: GalleryServer, kept: Kept, gallery: GalleryPage
) -> None:
    open_gallery(gallery, server.url)
    look_at_first(gallery.page)
    kept.change(
        "CREATE TRIGGER refuse BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    try:
        gallery.page.keyboard.press("s")
        expect(gallery.page.locator(".eg-toast")).to_contain_text("The favourite was not saved.")
    finally:
        kept.change("DROP TRIGGER refuse")
    expect(gallery.page.locator(".eg-favourite")).to_have_attribute("aria-pressed", "false")
    assert (kept.actions, kept.favourites) == (0, 0)
    gallery.page.keyboard.press("s")
    expect_saved(gallery.page)
