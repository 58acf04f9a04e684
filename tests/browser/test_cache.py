"""What the browser keeps: a second visit, a server that is gone, and several tabs of one gallery."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, Response

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import CHIP, TILE, GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.chaos.faults import Answer, Drop, Rule
from tests.chaos.proxy import Proxy

FEW = 60
SHORT_ANSWER = 300  # bytes; a whole one has some 70 per picture
NEWEST = f"few-{FEW - 1:02}.png"
AS_OF = ".eg-as-of"

# The page itself is served, by a cache or by a host that is up while our part is not; nothing of ours answers.
GONE = [
    Rule(Drop(), path="*/evergallery_poll"),
    Rule(Drop(), path="*/evergallery/v1/socket"),
    Rule(Drop(), path="*/evergallery/v1/pack"),
    Rule(Drop(), path="*/evergallery/v1/thumb/*"),
    Rule(Drop(), path="*/evergallery/v1/file/*"),
]

# How many thumbnails and whether a listing lie in the browser's database.
_KEPT = """
() => new Promise((resolve) => {
    const opening = indexedDB.open("evergallery");
    opening.onsuccess = () => {
        const db = opening.result;
        if (!db.objectStoreNames.contains("bodies")) return db.close(), resolve({ thumbs: 0 });
        const asking = db.transaction("bodies").objectStore("bodies").getAllKeys();
        asking.onsuccess = () => {
            const names = asking.result.map((key) => key.slice(key.indexOf("] ") + 2));
            const count = (kind) => names.filter((name) => name.startsWith(kind)).length;
            db.close();
            resolve({ thumbs: count("thumb "), listings: count("listing "), items: count("item ") });
        };
    };
})
"""

_MIDDLE_OF = """
(name) => {
    const picture = document.querySelector(`.eg-tile[data-name="${name}"][data-loaded=true] img`);
    if (!picture) return null;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
"""

_IS_IN_WINDOW = """
(id) => {
    const edge = document.querySelector(".eg-grid").getBoundingClientRect();
    const tile = document.querySelector(`.eg-tile[data-id="${id}"]`)?.getBoundingClientRect();
    return tile !== undefined && tile.bottom > edge.top && tile.top < edge.bottom;
}
"""

_LOADED = f"document.querySelectorAll('{TILE}[data-loaded=true]').length"


def paint(path: Path, color: tuple[int, int, int], seconds: float) -> None:
    """One picture, `seconds` after a fixed moment; appears whole, as a web UI's do."""
    part = path.with_suffix(".part")
    Image.new("RGB", (96, 64), color).save(part, "PNG")
    os.utime(part, (1_750_000_000 + seconds,) * 2)
    part.replace(path)


@pytest.fixture(scope="module")
def few_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GalleryServer]:
    """A library of its own, whose pictures may be changed."""
    folder = tmp_path_factory.mktemp("few") / "outputs"
    folder.mkdir()
    for number in range(FEW):
        paint(folder / f"few-{number:02}.png", (20, 20, 200), number)
    with GalleryServer(folder, tmp_path_factory.mktemp("few-data")) as server:
        server.wait_for_total(FEW)
        yield server


@pytest.fixture
def few(few_server: GalleryServer) -> Iterator[Proxy]:
    with Proxy(few_server.port) as proxy:
        yield proxy
    for added in few_server.folder.glob("few-9*.png"):
        added.unlink()
    few_server.wait_for_total(FEW)


def visit(gallery: GalleryPage, url: str) -> None:
    """Until the first screen is there, and kept."""
    gallery.open(url)
    gallery.wait_for(state="ready", stale="false")
    gallery.page.wait_for_function(f"{_LOADED} === document.querySelectorAll('{TILE}').length")
    shown = gallery.tiles()
    gallery.page.wait_for_timeout(3_500)  # a listing is kept once it rests for two seconds
    kept = gallery.page.evaluate(_KEPT)
    assert kept["thumbs"] >= shown
    assert kept["listings"] == 1


def pictures_asked(proxy: Proxy) -> int:
    paths = proxy.counters.by_path
    return sum(n for path, n in paths.items() if "/v1/pack" in path or "/v1/thumb/" in path)


def test_a_second_visit_shows_the_first_screen_without_asking_for_a_thumbnail(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    visit(gallery, proxy.url)
    shown = gallery.tiles()
    proxy.counters.clear()
    sent: list[str] = []
    gallery.page.on("websocket", lambda ws: ws.on("framesent", lambda text: sent.append(str(text))))
    gallery.open(proxy.url)
    gallery.wait_for(state="ready", stale="false", total=PICTURES)
    gallery.page.wait_for_function(f"{_LOADED} >= {shown}")
    assert pictures_asked(proxy) == 0
    assert not any('"pack"' in text for text in sent)
    assert gallery.errors == []


class Openings:
    """Each answer to an opening that came to the page. The same one may come twice: on a busy machine a socket
    seems silent, and HTTP is asked beside it."""

    def __init__(self, page: Page) -> None:
        self.answers: set[str] = set()
        page.on("websocket", lambda ws: ws.on("framereceived", self._heard))
        page.on("response", lambda response: self._polled(response))

    def _polled(self, response: Response) -> None:
        if "evergallery_poll" in response.url and response.ok:
            for message in json.loads(response.json()["data"][0]):
                self._heard(json.dumps(message))

    def _heard(self, text: str | bytes) -> None:
        if isinstance(text, str) and '"groups"' in text and '"items"' in text:
            self.answers.add(json.dumps(json.loads(text)["body"], separators=(",", ":")))

    def take(self) -> str:
        """The only one since the last time."""
        assert len(self.answers) == 1, self.answers
        return self.answers.pop()


def test_a_second_visit_is_told_that_nothing_changed_and_sees_what_did(
    few: Proxy, few_server: GalleryServer, gallery: GalleryPage
) -> None:
    openings = Openings(gallery.page)
    visit(gallery, few.url)
    assert len(openings.take()) > 50 * FEW
    _visit_unchanged(gallery, few.url, openings, FEW)
    gallery.page.wait_for_function(f"{_LOADED} === document.querySelectorAll('{TILE}').length")

    gallery.page.goto("about:blank")
    paint(few_server.folder / "few-97.png", (200, 20, 20), 97)
    few_server.wait_for_total(FEW + 1)
    gallery.open(few.url)
    gallery.wait_for(state="ready", stale="false", total=FEW + 1)
    gallery.page.wait_for_selector(f'{TILE}[data-name="few-97.png"][data-loaded=true]')
    assert "few-97.png" in openings.take()
    gallery.page.wait_for_timeout(3_500)  # kept once it rests
    _visit_unchanged(gallery, few.url, openings, FEW + 1)
    assert gallery.errors == []


def _visit_unchanged(gallery: GalleryPage, url: str, openings: Openings, total: int) -> None:
    """The answer is a short one. A browser's database may be slow on a busy machine, hardly three times."""
    sizes: list[int] = []
    while not sizes or (sizes[-1] >= SHORT_ANSWER and len(sizes) < 3):
        gallery.open(url)
        gallery.wait_for(state="ready", stale="false", total=total)
        sizes.append(len(openings.take()))
    assert sizes[-1] < SHORT_ANSWER, sizes


def test_a_second_visit_is_there_before_the_server_has_answered(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    visit(gallery, proxy.url)
    shown = gallery.tiles()
    gallery.open(proxy.url)
    gallery.wait_for(state="ready", stale="false", total=PICTURES)
    entries = gallery.timeline()
    first = next(entry for entry in entries if entry["tiles"] > 0)
    assert (first["state"], first["total"]) == ("connecting", str(PICTURES))
    assert gallery.tiles() == shown
    assert not gallery.page.locator(AS_OF).is_visible()


def test_a_gallery_whose_server_is_gone_opens_read_only_and_comes_back_by_itself(
    few: Proxy, few_server: GalleryServer, gallery: GalleryPage
) -> None:
    visit(gallery, few.url)
    page, shown = gallery.page, gallery.tiles()
    page.locator(TILE).first.click()
    page.wait_for_selector(".eg-info-name")
    page.wait_for_timeout(1_500)
    page.keyboard.press("Escape")
    assert page.evaluate(_KEPT)["items"] >= 1

    few.rules = GONE
    gallery.open(few.url)
    gallery.wait_for(state="offline", total=FEW, timeout_s=15)
    assert gallery.tiles() == shown
    page.wait_for_function(f"{_LOADED} === {shown}")
    assert page.locator(AS_OF).inner_text().startswith("Offline, as of ")
    assert page.locator(AS_OF).inner_text().endswith("Trying again…")
    assert "offline" in page.locator(CHIP).inner_text()

    page.locator(TILE).first.click()
    page.wait_for_function("document.querySelector('.eg-preview')?.naturalWidth > 0")
    assert page.locator(".eg-info-name").inner_text() == NEWEST
    assert "does not say how it was made" in page.locator(".eg-info-none").inner_text()
    page.keyboard.press("Escape")

    gallery.scroll_to(0.5)
    page.wait_for_timeout(500)
    place = gallery.first_in_window()
    page.locator(f'{TILE}[data-id="{place}"]').click()
    paint(few_server.folder / "few-99.png", (200, 20, 20), 99)
    few.rules = []
    gallery.wait_for(state="ready", stale="false", total=FEW + 1, timeout_s=30)
    assert page.locator(".eg-viewer").is_visible()
    assert page.locator(".eg-viewer").get_attribute("data-id") == place
    page.keyboard.press("Escape")
    assert page.evaluate(_IS_IN_WINDOW, place)
    assert not page.locator(AS_OF).is_visible()
    gallery.scroll_to(0)
    page.wait_for_selector(f'{TILE}[data-name="few-99.png"][data-loaded=true]')
    assert gallery.errors == []


def test_offline_a_search_says_that_it_needs_the_server(few: Proxy, gallery: GalleryPage) -> None:
    visit(gallery, few.url)
    few.rules = GONE
    gallery.open(few.url)
    gallery.wait_for(state="offline", timeout_s=15)
    gallery.page.locator("input.eg-search").fill("few-07")
    line = gallery.page.locator(AS_OF)
    line.filter(has_text="Searching needs the server").wait_for()
    assert gallery.tiles() > 1
    few.rules = []
    gallery.wait_for(state="ready", total=1, timeout_s=30)


def test_an_overwritten_file_is_shown_as_it_is_now(
    few: Proxy, few_server: GalleryServer, gallery: GalleryPage
) -> None:
    visit(gallery, few.url)
    name = f"few-{FEW - 5:02}.png"
    assert gallery.page.evaluate(_MIDDLE_OF, name)[2] > 150
    gallery.page.goto("about:blank")
    paint(few_server.folder / name, (200, 20, 20), FEW - 5 + 0.25)
    few_server.wait_for_total(FEW)
    gallery.open(few.url)
    gallery.wait_for(state="ready", stale="false", total=FEW)
    gallery.page.wait_for_function(f"(({_MIDDLE_OF})('{name}') ?? [0])[0] > 150")
    gallery.page.goto("about:blank")
    paint(few_server.folder / name, (20, 20, 200), FEW - 5)


def test_another_library_at_the_same_address_shows_nothing_of_the_old(
    few: Proxy, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    visit(gallery, few.url)
    few.server_port = gallery_server.port
    gallery.open(few.url)
    gallery.wait_for(state="ready", stale="false", total=PICTURES)
    assert gallery.page.locator(f'{TILE}[data-name^="few-"]').count() == 0
    gallery.page.wait_for_function(f"{_LOADED} === document.querySelectorAll('{TILE}').length")
    assert gallery.errors == []


class Polls:
    """How long the polls of one page want to be parked."""

    def __init__(self, page: Page) -> None:
        self.waits_ms: list[int] = []
        page.on("request", self._on_request)

    def _on_request(self, request: Request) -> None:
        if "evergallery_poll" not in request.url:
            return
        hello = json.loads(json.loads(request.post_data or "")["data"][0])[0]
        self.waits_ms.append(hello["body"]["wait_ms"])

    def parks(self) -> bool:
        return any(wait > 0 for wait in self.waits_ms)


def test_of_six_tabs_that_poll_one_leads_and_connections_stay_free(
    few: Proxy, few_server: GalleryServer, gallery: GalleryPage
) -> None:
    few.rules = [Rule(Answer(403), kind="upgrade")]
    context = gallery.page.context
    pages = [gallery.page, *(context.new_page() for _ in range(5))]
    galleries = [gallery, *(GalleryPage(page) for page in pages[1:])]
    for tab in galleries:
        tab.open(few.url)
        tab.wait_for(state="ready", transport="http", total=FEW, timeout_s=20)
    polls = [Polls(page) for page in pages]
    pages[0].wait_for_timeout(5_000)
    for one in polls:
        one.waits_ms.clear()

    # Six parked polls would take all of the browser's connections to this server.
    asked = "fetch(`evergallery/v1/metrics?${Math.random()}`).then(() => performance.now())"
    took_ms = pages[5].evaluate(f"(async () => -performance.now() + await {asked})()")
    assert took_ms < 1_500

    # The news reach the one that waits for them, and the others by it.
    paint(few_server.folder / "few-98.png", (20, 200, 20), 98)
    for tab in galleries:
        tab.wait_for(total=FEW + 1, timeout_s=6)
    pages[0].wait_for_timeout(3_000)
    leading = [page for page, one in zip(pages, polls, strict=True) if one.parks()]
    assert len(leading) == 1

    leading[0].close()
    rest = [page for page in pages if page is not leading[0]]
    polls = [Polls(page) for page in rest]
    rest[0].wait_for_timeout(3_000)
    for one in polls:
        one.waits_ms.clear()
    (few_server.folder / "few-98.png").unlink()
    rest[0].wait_for_timeout(4_000)
    assert sum(one.parks() for one in polls) == 1
