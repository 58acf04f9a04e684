"""What browsers do to a page: six connections, sleeping timers, no network, no secure context."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.gallery_page import GalleryPage
from tests.chaos.faults import Answer, HalfOpen, Rule
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.conftest import PICTURES
from tests.chaos.matrix.seeing import POLLS, shows_all
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import STALL_S

NO_SOCKETS = Rule(Answer(403), kind="upgrade")
TABS = 8  # two more than the connections a browser has for one host
LAN_NAME = "gallery.lan"


def test_f16_eight_pages_of_one_browser_never_starve_each_other(
    proxy: Proxy, page: Page, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS]
    pages = [GalleryPage(page)]
    pages += [GalleryPage(page.context.new_page()) for _ in range(TABS - 1)]
    for each in pages:
        each.open(proxy.url)
    for each in pages:
        each.wait_for(transport="http", total=PICTURES, timeout_s=20)
    page.wait_for_timeout(3_000)
    assert proxy.counters.open_requests <= 2, "more than the leader has a poll waiting"
    last = pages[-1]
    took_ms: float = last.page.evaluate(
        """async () => {
            const began = performance.now();
            await (await fetch("config", { cache: "no-store" })).text();
            return performance.now() - began;
        }"""
    )
    assert budget.is_held_by(took_ms / 1000)
    assert shows_all(last, ids)
    assert all(each.chip_says("HTTP") and each.errors == [] for each in pages)


def test_f16_a_page_takes_over_when_the_leader_closes(
    proxy: Proxy, page: Page, ids: list[int]
) -> None:
    proxy.rules = [NO_SOCKETS]
    first, second = GalleryPage(page.context.new_page()), GalleryPage(page)
    for each in (first, second):
        each.open(proxy.url)
        each.wait_for(transport="http", total=PICTURES)
    first.page.close()
    page.wait_for_timeout(4_000)
    proxy.counters.clear()
    page.wait_for_timeout(2_000)
    assert proxy.counters.count_of(POLLS) <= 3, "nobody parks a poll any more"
    assert shows_all(second, ids)
    assert second.errors == []


def test_f17_a_page_whose_timers_slept_looks_at_the_clock(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    watched.open(proxy.url)
    watched.wait_for(transport="websocket", state="ready", total=PICTURES)
    lifecycle = watched.page.context.new_cdp_session(watched.page)
    lifecycle.send("Page.setWebLifecycleState", {"state": "frozen"})
    proxy.inject(HalfOpen())
    time.sleep(STALL_S + 1)
    lifecycle.send("Page.setWebLifecycleState", {"state": "active"})
    began = time.monotonic()
    while proxy.counters.upgrades < 2 and time.monotonic() - began < 10:
        watched.page.wait_for_timeout(50)
    assert budget.is_held_by(time.monotonic() - began)
    watched.wait_for(transport="websocket", reason="", timeout_s=3)
    assert shows_all(watched, ids)
    assert watched.chip_says("ms")


@pytest.mark.parametrize("transport", ["websocket", "http"])
def test_f23_offline_is_said_at_once_and_healed_at_once(
    transport: str, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS] if transport == "http" else []
    watched.open(proxy.url)
    watched.wait_for(transport=transport, total=PICTURES)
    watched.page.context.set_offline(True)
    watched.wait_for(state="offline", reason="offline", timeout_s=1)
    assert watched.chip_says("offline, as of")
    assert "no network" in watched.chip_sentence()
    assert watched.tiles() > 0
    began = time.monotonic()
    watched.page.context.set_offline(False)
    watched.wait_for(transport=transport, timeout_s=5)
    assert budget.is_held_by(time.monotonic() - began)
    assert shows_all(watched, ids)


def test_f27_plain_http_on_a_name_of_the_lan_has_everything(
    playwright: Playwright, browser: Browser, proxy: Proxy, ids: list[int], budget: Budget
) -> None:
    """No crypto.subtle, no locks, no service worker there: `browser` has started, so a Chromium is there."""
    resolver = f"--host-resolver-rules=MAP {LAN_NAME} 127.0.0.1"
    on_lan = playwright.chromium.launch(
        executable_path=chromium_path(), args=[*ARGUMENTS, resolver]
    )
    try:
        gallery = GalleryPage(on_lan.new_page(viewport={"width": 1366, "height": 768}))
        gallery.open(proxy.url.replace("127.0.0.1", LAN_NAME))
        gallery.wait_for(transport="websocket", reason="", total=PICTURES)
        assert gallery.page.evaluate("window.isSecureContext") is False
        assert budget.is_held_by(gallery.first_complete_s())
        assert shows_all(gallery, ids)
        assert gallery.chip_says("ms")
        assert gallery.errors == []
    finally:
        on_lan.close()
