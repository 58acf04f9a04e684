"""A socket that worked and then does not: killed, capped, asleep, cut, flapping."""

from __future__ import annotations

import time

import pytest

from tests.browser.gallery_page import GalleryPage
from tests.chaos.faults import Answer, Cut, HalfOpen, IdleKill, LifeCap, Rule
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.conftest import PICTURES
from tests.chaos.matrix.seeing import POLLS, away_s, every_stack, shows_all
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import HEARTBEAT_S, STALL_S

LIFE_S = 3.0
CHECK_S = 1.6  # a ping without a pong, and the question over HTTP beside it


def live(gallery: GalleryPage, proxy: Proxy) -> None:
    gallery.open(proxy.url)
    gallery.wait_for(transport="websocket", state="ready", total=PICTURES)


@pytest.mark.parametrize("silent", [False, True], ids=["told", "untold"])
def test_f04_a_socket_that_is_killed_when_idle_is_never_idle(
    silent: bool, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(IdleKill(2.5 * HEARTBEAT_S, silent), kind="upgrade")]
    live(watched, proxy)
    watched.page.wait_for_timeout(3.5 * HEARTBEAT_S * 1000)
    assert proxy.counters.upgrades == proxy.open_upgrades == 1
    assert budget.is_held_by(sum(away_s(watched, "websocket")), budget_s=0)
    assert shows_all(watched, ids)
    assert watched.chip_says("ms")


def test_f05_a_capped_life_is_learnt_and_the_socket_replaced_before_its_end(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(LifeCap(LIFE_S), kind="upgrade")]
    live(watched, proxy)
    watched.page.wait_for_timeout(3.5 * LIFE_S * 1000)
    cut_s = away_s(watched, "websocket")
    assert budget.is_held_by(max(cut_s, default=0))
    watched.page.wait_for_timeout(1.7 * LIFE_S * 1000)
    assert watched.attribute("transport") == "websocket", watched.story()
    assert away_s(watched, "websocket") == cut_s, "it was cut again after its life was known"
    assert len(cut_s) <= 3
    assert proxy.counters.upgrades > len(cut_s) + 1
    assert shows_all(watched, ids)
    assert watched.chip_says("ms")


@every_stack
def test_f06_a_socket_that_died_silently_is_noticed_by_its_silence(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    live(watched, proxy)
    proxy.rules = [Rule(Answer(502), kind="upgrade")]
    began = time.monotonic()
    assert proxy.inject(HalfOpen()) == 1
    watched.wait_for(transport="http", timeout_s=STALL_S + 10)
    assert budget.is_held_by(time.monotonic() - began, STALL_S + CHECK_S)
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")
    assert "WebSocket" in watched.chip_sentence()


@pytest.mark.parametrize("sign", ["visibilitychange", "online"])
def test_f06_whoever_wakes_up_is_back_within_three_seconds(
    sign: str, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    live(watched, proxy)
    assert proxy.inject(HalfOpen()) == 1
    proxy.rules = [Rule(Answer(502), kind="upgrade")]
    began = time.monotonic()
    target = "document" if sign == "visibilitychange" else "window"
    watched.page.evaluate(f"{target}.dispatchEvent(new Event('{sign}'))")
    watched.wait_for(transport="http")
    assert budget.is_held_by(time.monotonic() - began)
    assert shows_all(watched, ids)


@every_stack
def test_f07_an_answer_that_is_cut_is_never_shown_as_all(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(Cut(after_bytes=2_000), kind="upgrade", times=1)]
    live(watched, proxy)
    assert budget.is_held_by(watched.first_complete_s())
    assert all(entry["total"] in (None, str(PICTURES)) for entry in watched.timeline())
    assert shows_all(watched, ids)
    assert proxy.counters.upgrades >= 2
    assert watched.chip_says("ms")


@pytest.mark.parametrize("after_bytes", [1, 9_000])
def test_f07_cut_again_and_again_at_the_same_byte_everything_comes_over_http(
    after_bytes: int, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(Cut(after_bytes=after_bytes), kind="upgrade")]
    watched.open(proxy.url)
    watched.wait_for(total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)


def test_f07_a_live_socket_cut_while_scrolling_loses_no_place(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    live(watched, proxy)
    proxy.inject(Cut(after_messages=1))
    began = time.monotonic()
    watched.scroll_to(0.6)
    watched.wait_for_tiles_in_window()
    assert budget.is_held_by(time.monotonic() - began)
    assert shows_all(watched, ids)
    watched.wait_for(transport="websocket", timeout_s=3)


@pytest.mark.parametrize(
    ("transport", "after_bytes"),
    [("websocket", 100), ("websocket", 3_000), ("http", 1_000), ("http", 5_000)],
)
def test_f07_the_end_of_the_list_cut_while_scrolling_there_is_shown_all_the_same(
    transport: str,
    after_bytes: int,
    proxy: Proxy,
    watched: GalleryPage,
    ids: list[int],
    budget: Budget,
) -> None:
    """The cut is in the middle of what brings the 300th picture: the last rows, or their thumbnails.

    Of two polls the first says that it was superseded, in fewer bytes than that, and the second brings the rows.
    """
    refused = [Rule(Answer(502), kind="upgrade")] if transport == "http" else []
    proxy.rules = refused
    watched.open(proxy.url)
    watched.wait_for(transport=transport, state="ready", total=PICTURES)
    if transport == "http":
        proxy.rules = [*refused, Rule(Cut(after_bytes=after_bytes), path=POLLS, times=2)]
    else:
        assert proxy.inject(Cut(after_bytes=after_bytes)) == 1
    began = time.monotonic()
    watched.scroll_to(1)
    watched.wait_for_tiles_in_window()
    assert budget.is_held_by(time.monotonic() - began, budget_s=1.5)
    assert proxy.counters.cuts >= 1
    assert shows_all(watched, ids)


def test_f26_a_flapping_socket_is_given_a_rest(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(LifeCap(0.6), kind="upgrade")]
    began = time.monotonic()
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_flapping", timeout_s=20)
    assert budget.is_held_by(time.monotonic() - began)
    tried = proxy.counters.upgrades
    assert tried <= 4
    assert shows_all(watched, ids)
    assert proxy.counters.upgrades == tried
    assert watched.chip_says("HTTP")
    assert "given a rest" in watched.chip_sentence()
