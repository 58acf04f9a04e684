"""A page that is loaded again, as by a host's login, goes on where the person was; what they did is kept."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery_page import TILE, GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.chaos.faults import Answer, Drop, Rule, Swallow
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import TunedServer
from tests.corpus import FIRST_DAY_S, TINY, make

PICTURES = 600
PER_FOLDER = 200
FOLDER = time.strftime("%Y-%m-%d", time.gmtime(FIRST_DAY_S + 86_400))
VIEWER = ".eg-viewer[open]"
POLLS = "*/evergallery_poll"

# The pictures whose middle is in the window, and how far each is below its top.
_IN_WINDOW = """
() => {
    const edge = document.querySelector(".eg-grid").getBoundingClientRect();
    const places = {};
    for (const tile of document.querySelectorAll(".eg-tile")) {
        const { top, height } = tile.getBoundingClientRect();
        const middle = top + height / 2;
        if (middle > edge.top && middle < edge.bottom) places[tile.dataset.id] = Math.round(top - edge.top);
    }
    return places;
}
"""

_FORBIDS_STORAGE = """
for (const name of ["sessionStorage", "localStorage"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}
"""

# As a web UI's tab that is not the first one.
_HIDES = """
const style = document.createElement("style");
style.id = "hidden-tab";
style.textContent = "eg-gallery { display: none !important }";
document.documentElement.append(style);
"""

_NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined })"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three folders of 200 pictures, a day each."""
    folder = tmp_path_factory.mktemp("place") / "outputs"
    make(replace(TINY, count=PICTURES, per_day=PER_FOLDER, distinct=24), folder)
    return folder


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place-data")


@pytest.fixture(scope="module")
def server(folder: Path, data_dir: Path) -> Iterator[GalleryServer]:
    with GalleryServer(folder, data_dir) as server:
        server.wait_for_total(PICTURES)
        yield server


@pytest.fixture
def link(server: GalleryServer) -> Iterator[Proxy]:
    with Proxy(server.port) as proxy:
        yield proxy


def load(gallery: GalleryPage, url: str) -> None:
    gallery.open(url)
    gallery.wait_for(state="ready")
    gallery.wait_for_first_screen()


def go_somewhere(gallery: GalleryPage) -> None:
    """The middle of a folder, searched and sorted."""
    page = gallery.page
    page.locator(".eg-folder[data-name=outputs]").click()  # its folders are seen then
    page.locator(f".eg-folder[data-name='{FOLDER}']").click()
    gallery.wait_for(total=PER_FOLDER)
    page.locator(".eg-search").fill("png")
    page.locator(".eg-sort select").select_option("name")
    gallery.page.wait_for_function(
        f"document.querySelector('eg-gallery').dataset.total < {PER_FOLDER}"
    )
    gallery.scroll_to(0.5)
    gallery.wait_for_tiles_in_window()
    page.wait_for_timeout(700)  # scrolling rests, and the place is noted


def is_there_again(gallery: GalleryPage, places: dict[str, int]) -> bool:
    """The same pictures in the window, each where it was to the pixel or two."""
    gallery.wait_for_tiles_in_window()
    now: dict[str, int] = gallery.page.evaluate(_IN_WINDOW)
    return now.keys() == places.keys() and all(
        abs(now[item] - top) <= 2 for item, top in places.items()
    )


def eventually(page: Page, is_so: Callable[[], bool]) -> bool:
    for _ in range(100):
        if is_so():
            return True
        page.wait_for_timeout(50)
    return False


def reload(gallery: GalleryPage) -> None:
    gallery.page.reload(wait_until="commit")
    gallery.wait_for(state="ready")
    gallery.wait_for_first_screen()


def expect_same_query(gallery: GalleryPage) -> None:
    page = gallery.page
    expect(page.locator(".eg-search")).to_have_value("png")
    expect(page.locator(".eg-sort select")).to_have_value("name")
    current = page.locator(".eg-folder[aria-selected=true]")
    expect(current).to_have_attribute("data-name", FOLDER)


def look_at_one_in_the_window(page: Page) -> str:
    """Its id."""
    ids = list(page.evaluate(_IN_WINDOW))
    page.locator(f'{TILE}[data-id="{ids[len(ids) // 2]}"]').click()
    expect(page.locator(VIEWER)).to_be_visible()
    return shown(page)


def shown(page: Page) -> str:
    return page.locator(VIEWER).get_attribute("data-id") or ""


@pytest.mark.parametrize("script", ["", _NO_DATABASE], ids=["cached", "nothing cached"])
def test_folder_search_order_and_place_are_there_after_a_reload(
    server: GalleryServer, gallery: GalleryPage, script: str
) -> None:
    if script:
        gallery.page.add_init_script(script)
    load(gallery, server.url)
    go_somewhere(gallery)
    total, places = gallery.total(), gallery.page.evaluate(_IN_WINDOW)
    reload(gallery)
    assert gallery.total() == total
    expect_same_query(gallery)
    assert eventually(gallery.page, lambda: is_there_again(gallery, places))
    totals = {entry["total"] for entry in gallery.timeline()} - {None, ""}
    assert totals == {str(total)}, "another view was shown on the way"
    assert gallery.errors == []


@pytest.mark.parametrize("script", ["", _NO_DATABASE], ids=["cached", "nothing cached"])
def test_the_viewer_is_open_at_the_same_picture_and_closes_to_the_same_place(
    server: GalleryServer, gallery: GalleryPage, script: str
) -> None:
    if script:
        gallery.page.add_init_script(script)
    load(gallery, server.url)
    go_somewhere(gallery)
    places = gallery.page.evaluate(_IN_WINDOW)
    look_at_one_in_the_window(gallery.page)
    gallery.page.keyboard.press("ArrowRight")
    item, position = shown(gallery.page), gallery.page.locator(".eg-viewer-position").inner_text()
    reload(gallery)
    expect(gallery.page.locator(VIEWER)).to_have_attribute("data-id", item)
    expect(gallery.page.locator(".eg-viewer-position")).to_have_text(position)
    gallery.page.keyboard.press("Escape")
    expect(gallery.page.locator(f"{TILE}:focus")).to_have_attribute("data-id", item)
    assert eventually(gallery.page, lambda: is_there_again(gallery, places))
    reload(gallery)
    assert eventually(gallery.page, lambda: is_there_again(gallery, places))
    assert gallery.page.locator(VIEWER).count() == 0
    assert gallery.errors == []


def test_another_tab_begins_at_the_top_and_does_not_move_this_one(
    server: GalleryServer, gallery: GalleryPage
) -> None:
    load(gallery, server.url)
    go_somewhere(gallery)
    places = gallery.page.evaluate(_IN_WINDOW)
    other = GalleryPage(gallery.page.context.new_page())
    load(other, server.url)
    assert other.total() == PICTURES
    assert other.page.locator(".eg-search").input_value() == ""
    other.scroll_to(1)
    other.page.wait_for_timeout(700)
    reload(gallery)
    assert eventually(gallery.page, lambda: is_there_again(gallery, places))


def test_where_storage_is_forbidden_the_page_begins_at_the_top(
    server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.page.add_init_script(_FORBIDS_STORAGE)
    load(gallery, server.url)
    go_somewhere(gallery)
    reload(gallery)
    assert gallery.total() == PICTURES
    assert gallery.errors == []


def test_a_viewer_never_opens_in_a_tab_nobody_sees(
    server: GalleryServer, gallery: GalleryPage
) -> None:
    load(gallery, server.url)
    go_somewhere(gallery)
    item = look_at_one_in_the_window(gallery.page)
    gallery.page.wait_for_timeout(700)
    gallery.page.add_init_script(
        f"document.addEventListener('evergallery:started', () => {{ {_HIDES} }})"
    )
    gallery.page.reload()
    gallery.wait_for(transport="websocket", state="ready")
    gallery.page.wait_for_timeout(300)
    assert gallery.page.locator(VIEWER).count() == 0
    gallery.page.evaluate("document.getElementById('hidden-tab').remove()")
    expect(gallery.page.locator(VIEWER)).to_have_attribute("data-id", item)


def test_what_is_gone_meanwhile_gives_way_to_what_is_nearest(
    folder: Path, tmp_path: Path, gallery: GalleryPage
) -> None:
    own, data = tmp_path / "outputs", tmp_path / "data"
    shutil.copytree(folder, own)
    data.mkdir()
    with GalleryServer(own, data) as server:
        server.wait_for_total(PICTURES)
        load(gallery, server.url)
        go_somewhere(gallery)
        look_at_one_in_the_window(gallery.page)
        name = gallery.page.locator(".eg-viewer-title").inner_text()
        position = gallery.page.locator(".eg-viewer-position").inner_text().split()[0]
        gallery.page.wait_for_timeout(700)
        gallery.page.goto("about:blank")
        (own / FOLDER / name).unlink()
        server.wait_for_total(PICTURES - 1)
        load(gallery, server.url)
        expect(gallery.page.locator(".eg-viewer-position")).to_contain_text(f"{position} of")
        expect(gallery.page.locator(".eg-viewer-title")).not_to_have_text(name)
        gallery.page.keyboard.press("Escape")
        expect_same_query(gallery)
        gallery.page.locator(".eg-search").fill("")
        gallery.wait_for(total=PER_FOLDER - 1)
        gallery.page.wait_for_timeout(700)
        gallery.page.goto("about:blank")
        shutil.rmtree(own / FOLDER)
        server.wait_for_total(PICTURES - PER_FOLDER)
        load(gallery, server.url)
        gallery.wait_for(state="ready", total=PICTURES - PER_FOLDER)
        current = gallery.page.locator(".eg-folder[aria-selected=true]")
        expect(current).to_have_attribute("data-folder", "")
    assert gallery.errors == []


# Marks


class Kept:
    """What the server has written down."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / "library.db"

    def clear(self) -> None:
        with closing(sqlite3.connect(self._file, timeout=10)) as db:
            db.execute("DELETE FROM mark")
            db.execute("DELETE FROM journal")
            db.commit()

    @property
    def counts(self) -> tuple[int, int]:
        """Actions, favourites."""
        with closing(sqlite3.connect(self._file, timeout=10)) as db:
            actions = db.execute("SELECT count(*) FROM journal").fetchone()[0]
            return int(actions), int(db.execute("SELECT count(*) FROM mark").fetchone()[0])


@pytest.fixture
def kept(server: GalleryServer, data_dir: Path) -> Kept:
    kept = Kept(data_dir)
    kept.clear()
    return kept


def star_first(page: Page) -> None:
    page.locator(".eg-grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    expect(page.locator(TILE).first).to_have_attribute("data-favourite", "true")


def expect_saved_once(gallery: GalleryPage, kept: Kept) -> None:
    tile = gallery.page.locator(TILE).first
    expect(tile).to_have_attribute("data-favourite", "true")
    assert eventually(gallery.page, lambda: kept.counts == (1, 1)), kept.counts
    expect(tile).not_to_have_attribute("data-waiting", "true")
    gallery.page.wait_for_timeout(300)
    assert kept.counts == (1, 1)


def test_a_mark_whose_answer_the_page_never_heard_is_not_done_again_by_the_next(
    link: Proxy, kept: Kept, gallery: GalleryPage
) -> None:
    load(gallery, link.url)
    gallery.wait_for(transport="websocket")
    link.inject(Swallow())
    link.rules = [Rule(Drop())]
    star_first(gallery.page)
    assert eventually(gallery.page, lambda: kept.counts == (1, 1))
    link.inject(Drop())
    link.rules = []
    reload(gallery)
    expect_saved_once(gallery, kept)
    assert gallery.page.evaluate("sessionStorage.getItem('evergallery:marks:/')") is None
    assert gallery.errors == []


def test_a_mark_the_server_never_heard_is_said_by_the_next_page_and_by_a_copy_of_the_tab(
    link: Proxy, kept: Kept, gallery: GalleryPage
) -> None:
    load(gallery, link.url)
    gallery.wait_for(transport="websocket")
    link.rules = [Rule(Answer(401), path=POLLS), Rule(Answer(403), kind="upgrade")]
    link.inject(Drop())
    gallery.wait_for(reason="login_expired")
    star_first(gallery.page)
    expect(gallery.page.locator(".eg-toast")).to_contain_text("logged in again")
    entries = gallery.page.evaluate("Object.entries(sessionStorage)")
    copy = GalleryPage(gallery.page.context.new_page())
    copy.page.add_init_script(
        f"if (!window.name) for (const [key, value] of {entries!r}) sessionStorage.setItem(key, value);"
        "window.name = 'copied'"
    )
    assert kept.counts == (0, 0)
    link.rules = []
    copy.open(link.url)
    reload(gallery)
    expect_saved_once(gallery, kept)
    copy.wait_for(state="ready")
    expect_saved_once(copy, kept)


# Logins


def log_in(gallery: GalleryPage, name: str, password: str) -> None:
    """As Gradio asks for it, with a page of its own in the place of ours."""
    page = gallery.page
    page.locator("input").first.fill(name, timeout=20_000)
    page.locator("input[type=password]").fill(password)
    page.locator("button").first.click()
    gallery.wait_for(timeout_s=20, state="ready")
    gallery.wait_for_first_screen()


def test_after_the_login_has_expired_the_person_goes_on_where_they_were(
    folder: Path, tmp_path: Path, gallery: GalleryPage
) -> None:
    logins = ("--login", "ann:secret", "--login", "bob:other")
    page = gallery.page
    with TunedServer(folder, tmp_path, *logins) as server:
        gallery.open(server.url)
        log_in(gallery, "ann", "secret")
        gallery.wait_for(total=PICTURES, timeout_s=30)
        go_somewhere(gallery)
        look_at_one_in_the_window(page)
        page.wait_for_timeout(700)
        server.stop()
        server.start()  # Gradio's logins live in its memory
        gallery.wait_for(reason="login_expired", state="error", timeout_s=20)
        page.keyboard.press("s")
        expect(page.locator(".eg-toast")).to_contain_text("logged in again")
        assert Kept(tmp_path).counts == (0, 0)

        page.reload(wait_until="commit")
        log_in(gallery, "bob", "other")
        gallery.wait_for(total=PICTURES)
        assert page.locator(".eg-search").input_value() == ""
        assert page.locator(VIEWER).count() == 0
        assert Kept(tmp_path).counts == (0, 0), "ann's mark is not bob's"

        page.context.clear_cookies()
        page.reload(wait_until="commit")
        log_in(gallery, "ann", "secret")
        assert eventually(page, lambda: Kept(tmp_path).counts == (1, 1))

        go_somewhere(gallery)
        total, places = gallery.total(), page.evaluate(_IN_WINDOW)
        item = look_at_one_in_the_window(page)
        page.wait_for_timeout(700)
        page.context.clear_cookies()
        page.reload(wait_until="commit")
        log_in(gallery, "ann", "secret")
        expect(page.locator(VIEWER)).to_have_attribute("data-id", item)
        expect_same_query(gallery)
        page.keyboard.press("Escape")
        assert gallery.total() == total
        assert eventually(page, lambda: is_there_again(gallery, places))
        assert Kept(tmp_path).counts == (1, 1)
    assert gallery.errors == []
