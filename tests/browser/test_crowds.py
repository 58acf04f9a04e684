"""A server, or a proxy, that asks for patience: what the chip says meanwhile, and that it passes."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.fixtures import PICTURES
from tests.browser.full_server import FullServer
from tests.browser.gallery_page import CHIP, TILE, GalleryPage
from tests.chaos.faults import Answer, Rule, too_many
from tests.chaos.proxy import Proxy

POLLS = "*/run/evergallery_poll"
PATIENCE_S = 8  # so that a busy machine has read the chip before it is over
NO_SOCKET = Rule(Answer(403), kind="upgrade")


def polls_asked(proxy: Proxy) -> int:
    return sum(n for path, n in proxy.counters.by_path.items() if path.endswith(POLLS[1:]))


def test_too_many_requests_are_said_to_be_and_the_pictures_stay(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    proxy.rules = [NO_SOCKET]
    gallery.open(proxy.url)
    gallery.wait_for(state="ready", transport="http", total=PICTURES)
    proxy.rules = [NO_SOCKET, Rule(too_many(retry_after_s=PATIENCE_S), path=POLLS, times=1)]
    gallery.page.locator(TILE).first.click()  # the viewer has a question
    gallery.wait_for(reason="too_many_requests")
    asked = polls_asked(proxy)
    assert "asked for fewer requests" in gallery.chip_sentence()
    assert gallery.tiles() > 0
    gallery.page.wait_for_timeout(2_000)
    assert polls_asked(proxy) == asked, "it is obeyed"
    gallery.wait_for(
        state="ready", transport="http", reason="socket_refused", timeout_s=3 * PATIENCE_S
    )
    assert gallery.errors == []


def test_a_full_server_says_so_and_lets_in_whoever_waits_once_there_is_room(
    corpus: Path, tmp_path: Path, gallery: GalleryPage
) -> None:
    with FullServer(corpus, tmp_path) as server:
        server.wait_for_total(PICTURES)
        gallery.open(server.url)
        gallery.wait_for(state="ready", transport="websocket", total=PICTURES)
        late = GalleryPage(gallery.page.context.new_page())
        late.open(server.url)
        late.wait_for(reason="server_full", timeout_s=15)
        assert "as many visitors as it can" in late.chip_sentence()
        expect(late.page.locator(".eg-notice")).to_contain_text("The server is full")
        late.page.locator(CHIP).click()
        story = late.page.locator(".eg-link-story")
        expect(story).to_contain_text("a place is tried for again by itself")
        gallery.page.close()
        late.wait_for(state="ready", transport="websocket", reason="", timeout_s=30)
        late.wait_for_first_screen()
        expect(late.page.locator(".eg-notice")).to_be_hidden()
        assert late.errors == []
