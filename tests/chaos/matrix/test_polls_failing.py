"""HTTP that is cut, held back, counted out, replayed."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.gallery_page import GalleryPage
from tests.chaos.faults import Answer, Buffer, Cut, Delay, Fault, LifeCap, Replay, Rule, too_many
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.conftest import PICTURES
from tests.chaos.matrix.seeing import PACKS, POLLS, THUMBNAILS, every_stack, shows_all
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import POLL_WAIT_S

NO_SOCKETS = Rule(Answer(502), kind="upgrade")
BURST = 6  # polls that may come at once; after them four a second
RETRY_AFTER_S = 1
PACKS_AT_ONCE = 3
PACK_S = 0.3  # how long one takes: those that are asked side by side are asked sooner than that
LARGE_SCREEN: ViewportSize = {
    "width": 2560,
    "height": 2400,
}  # some 90 pictures, of which a first pack holds 28
LEARNT_WITHIN_S = 20  # a page leads after some seconds, and only who leads parks polls

# How many pictures of the window were painted, and how many could not be.
_PAINTED = """
() => {
    const edge = document.querySelector(".eg-grid").getBoundingClientRect();
    const isIn = (tile) => {
        const { top, bottom } = tile.getBoundingClientRect();
        return bottom > edge.top + 1 && top < edge.bottom - 1;
    };
    const tiles = [...document.querySelectorAll(".eg-tile, .eg-skeleton")].filter(isIn);
    return tiles.length > 0 && tiles.every((tile) => tile.dataset.loaded === "true");
}
"""


def on_http(gallery: GalleryPage, proxy: Proxy) -> None:
    gallery.open(proxy.url)
    gallery.wait_for(transport="http", total=PICTURES)


def newest_gap_s(proxy: Proxy) -> float:
    """Between the last two polls; endless while there is one that waits."""
    if proxy.counters.open_of(POLLS):
        return float("inf")
    times_s = proxy.counters.times_of(POLLS)
    return times_s[-1] - times_s[-2] if len(times_s) > 1 else float("inf")


def most_in_a_second(times_s: list[float]) -> int:
    return max(sum(begin <= at < begin + 1 for at in times_s) for begin in times_s)


@every_stack
def test_f08_a_poll_that_is_cut_while_it_waits_is_asked_to_wait_less(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    """The proxy cuts at 2.5 s what the server would hold for 4: the next rung is a short poll.

    It keeps no connection alive: Chromium itself says a request again when a connection that it had used before is cut,
    once for each that it has, and a poll would seem to have lived six times as long.
    """
    cap_s = 0.625 * POLL_WAIT_S
    proxy.keeps_alive = False
    proxy.rules = [NO_SOCKETS, Rule(LifeCap(cap_s), path=POLLS)]
    on_http(watched, proxy)
    end = time.monotonic() + LEARNT_WITHIN_S
    while newest_gap_s(proxy) > cap_s / 2 and time.monotonic() < end:
        watched.page.wait_for_timeout(200)
    proxy.counters.clear()
    watched.page.wait_for_timeout(3_500)
    polls = proxy.counters.times_of(POLLS)
    assert len(polls) >= 2, "it stopped asking"
    assert budget.is_held_by(max(later - at for at, later in pairwise(polls)), cap_s)
    assert all(entry["state"] != "offline" for entry in watched.timeline())
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")
    assert most_in_a_second(polls) <= BURST


@pytest.mark.parametrize("status", [504, 524])
def test_f08_a_gateway_that_gives_up_now_and_then_is_asked_again(
    status: int, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [
        NO_SOCKETS,
        Rule(Answer(status), path=POLLS, times=1),
        Rule(Cut(after_bytes=300), path=POLLS, times=1),
    ]
    on_http(watched, proxy)
    assert budget.is_held_by(watched.first_complete_s(), budget_s=2.5)
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")


@pytest.mark.parametrize(
    "buffer", [Buffer(), Buffer(lump_bytes=16_384)], ids=["whole answers", "lumps"]
)
def test_f09_answers_that_are_held_back_until_they_are_whole_are_enough(
    buffer: Fault, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(buffer)]
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_silent", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)
    assert "nothing came through" in watched.chip_sentence()


def test_f15_a_server_that_is_asked_too_much_gets_the_pause_it_wants(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [
        NO_SOCKETS,
        Rule(too_many(RETRY_AFTER_S), path=PACKS, times=1),
        Rule(too_many(RETRY_AFTER_S), path=THUMBNAILS, times=6),
        Rule(too_many(RETRY_AFTER_S), path=POLLS, times=1),
    ]
    began = time.monotonic()
    on_http(watched, proxy)
    watched.page.wait_for_function(_PAINTED, timeout=15_000)
    assert budget.is_held_by(time.monotonic() - began, budget_s=6)
    polls = proxy.counters.times_of(POLLS)
    assert polls[1] - polls[0] >= 0.9 * RETRY_AFTER_S
    packs = proxy.counters.times_of(PACKS)
    assert all(later - packs[0] >= 0.9 * RETRY_AFTER_S for later in packs[1:]), packs
    assert shows_all(watched, ids)
    assert all(entry["state"] != "offline" for entry in watched.timeline())
    assert watched.chip_says("HTTP")


def test_f15_who_is_refused_asks_for_less_at_a_time(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    """A large first screen is asked for in several packs at once. They are refused, and then come one by one."""
    watched.page.set_viewport_size(LARGE_SCREEN)
    proxy.rules = [
        NO_SOCKETS,
        Rule(too_many(RETRY_AFTER_S), path=PACKS, times=PACKS_AT_ONCE),
        Rule(Delay(PACK_S), path=PACKS),
    ]
    began = time.monotonic()
    on_http(watched, proxy)
    watched.page.wait_for_function(_PAINTED, timeout=15_000)
    assert budget.is_held_by(time.monotonic() - began, budget_s=RETRY_AFTER_S + 4)
    times_s = proxy.counters.times_of(PACKS)
    refused_s, later_s = times_s[:PACKS_AT_ONCE], times_s[PACKS_AT_ONCE:]
    assert refused_s[-1] - refused_s[0] < PACK_S, "not asked side by side: nothing could be halved"
    assert later_s[0] - refused_s[-1] >= 0.9 * RETRY_AFTER_S
    assert len(later_s) >= 2
    assert all(later - earlier >= PACK_S for earlier, later in pairwise(later_s)), later_s
    assert shows_all(watched, ids)


def test_f15_a_link_of_which_every_other_poll_is_refused_shows_everything(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS, Rule(too_many(RETRY_AFTER_S), path=POLLS, every=2)]
    on_http(watched, proxy)
    assert budget.is_held_by(watched.first_complete_s(), budget_s=2 * RETRY_AFTER_S + 1)
    assert shows_all(watched, ids)
    assert proxy.counters.by_fault["answer"] >= 2
    assert all(entry["state"] != "offline" for entry in watched.timeline())
    assert watched.chip_says("HTTP")


def test_f15_a_link_that_polls_stays_below_what_servers_refuse(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    """SD.Next refuses more than 300 requests a minute on one path."""
    proxy.rules = [NO_SOCKETS]
    on_http(watched, proxy)
    began = time.monotonic()
    assert shows_all(watched, ids)
    assert budget.is_held_by(time.monotonic() - began, budget_s=20)
    times_s = proxy.counters.times_of(POLLS)
    asked_for_s = times_s[-1] - times_s[0]
    assert len(times_s) <= BURST + 4 * asked_for_s + 1


def test_f22_an_old_answer_of_a_cache_is_no_answer(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS, Rule(Replay(), path=POLLS, times=3)]
    on_http(watched, proxy)
    assert budget.is_held_by(watched.first_complete_s(), budget_s=3)
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")


def test_f22_a_cache_that_answers_for_ever_is_named_and_the_pictures_stay(
    proxy: Proxy, watched: GalleryPage, budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS]
    on_http(watched, proxy)
    proxy.rules = [NO_SOCKETS, Rule(Replay(), path=POLLS)]
    began = time.monotonic()
    watched.wait_for(state="offline", timeout_s=POLL_WAIT_S + 20)
    assert budget.is_held_by(time.monotonic() - began, budget_s=POLL_WAIT_S + 20)
    assert "cache" in watched.chip_sentence()
    assert watched.tiles() > 0
    proxy.rules = [NO_SOCKETS]
    watched.try_again()
    watched.wait_for(transport="http", timeout_s=10)


def test_f22_every_poll_has_an_address_of_its_own(
    proxy: Proxy, watched: GalleryPage, budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS]
    on_http(watched, proxy)
    watched.scroll_to(0.5)
    watched.wait_for_tiles_in_window()
    targets = [asked.target for asked in proxy.counters.asked if "evergallery_poll" in asked.path]
    assert len(targets) == len(set(targets)) >= 2
    assert budget.is_held_by(watched.first_complete_s(), budget_s=1)
