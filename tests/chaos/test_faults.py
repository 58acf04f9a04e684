"""No network can empty the gallery: each fault in a real browser, and every picture still reachable.

Times count from the gallery's first word to the server until the first screen is complete: the total is known and
tiles are there.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.chaos.faults import Answer, Cut, Delay, Drop, Fault, Hang, Rule, Swallow
from tests.chaos.proxy import Proxy

POLLS = "*/run/evergallery_poll"

# A row of a view is about 80 bytes, so this is in the middle of the 300th of 1,000 pictures.
AT_THE_300TH = 300 * 80


@dataclass(frozen=True)
class Case:
    """A fault of sockets while HTTP works, and what the person is told in the end."""

    name: str
    fault: Fault
    reason: str
    budget_s: float


CASES = [
    Case("refused with 403", Answer(403), "socket_refused", 1),
    Case("refused with 502", Answer(502), "socket_refused", 1),
    Case("reset in the handshake", Drop(), "socket_refused", 1),
    Case("hanging handshake", Hang(), "socket_timeout", 3),
    Case("silent after opening", Swallow(), "socket_silent", 3),
]


@pytest.fixture(scope="session")
def ids_in_order(gallery_server: GalleryServer) -> list[int]:
    ids = gallery_server.ids_in_order()
    assert len(set(ids)) == len(ids) == PICTURES
    return ids


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_socket_costs_no_picture(
    case: Case, proxy: Proxy, gallery: GalleryPage, ids_in_order: list[int]
) -> None:
    proxy.rules = [Rule(case.fault, kind="upgrade")]
    gallery.open(proxy.url)
    gallery.wait_for(transport="http", reason=case.reason, total=PICTURES)
    assert gallery.first_complete_s() <= case.budget_s
    assert gallery.scroll_through() == ids_in_order
    assert gallery.chip_says("HTTP")
    assert gallery.errors == []


def test_a_socket_cut_once_is_resumed(
    proxy: Proxy, gallery: GalleryPage, ids_in_order: list[int]
) -> None:
    proxy.rules = [Rule(Cut(after_bytes=AT_THE_300TH), kind="upgrade", times=1)]
    gallery.open(proxy.url)
    gallery.wait_for(total=PICTURES)
    assert gallery.first_complete_s() <= 1
    assert gallery.scroll_through() == ids_in_order
    gallery.wait_for(transport="websocket")
    assert proxy.counters.upgrades >= 2
    assert gallery.errors == []


@pytest.mark.parametrize("after_bytes", [1, 200, 2_000, 9_000, AT_THE_300TH])
def test_sockets_cut_again_and_again_show_everything_over_http(
    after_bytes: int, proxy: Proxy, gallery: GalleryPage, ids_in_order: list[int]
) -> None:
    proxy.rules = [Rule(Cut(after_bytes=after_bytes), kind="upgrade")]
    gallery.open(proxy.url)
    gallery.wait_for(total=PICTURES)
    assert gallery.first_complete_s() <= 1
    assert gallery.scroll_through() == ids_in_order
    assert gallery.errors == []


def test_a_slow_socket_shows_everything(
    proxy: Proxy, gallery: GalleryPage, ids_in_order: list[int]
) -> None:
    proxy.rules = [Rule(Delay(0.2, jitter_s=0.1), kind="upgrade")]
    gallery.open(proxy.url)
    gallery.wait_for(transport="websocket", total=PICTURES)
    assert gallery.scroll_through() == ids_in_order
    assert gallery.errors == []


def test_polls_cut_and_refused_now_and_then_cost_no_picture(
    proxy: Proxy, gallery: GalleryPage, ids_in_order: list[int]
) -> None:
    proxy.rules = [
        Rule(Answer(502), kind="upgrade"),
        Rule(Cut(after_bytes=600), path=POLLS, times=1),
        Rule(Answer(504), path=POLLS, times=1),
        Rule(Answer(429, headers={"Retry-After": "1"}), path=POLLS, times=1),
    ]
    gallery.open(proxy.url)
    gallery.wait_for(transport="http", total=PICTURES)
    assert gallery.scroll_through() == ids_in_order
    assert gallery.errors == []


def test_an_open_socket_that_falls_silent_is_replaced(
    proxy: Proxy, gallery: GalleryPage, ids_in_order: list[int]
) -> None:
    gallery.open(proxy.url)
    gallery.wait_for(transport="websocket", total=PICTURES)
    proxy.rules = [Rule(Answer(502), kind="upgrade")]
    assert proxy.inject(Swallow()) == 1
    assert gallery.scroll_through() == ids_in_order
    assert gallery.errors == []


def test_a_socket_that_works_again_is_used_again_after_a_click(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    proxy.rules = [Rule(Answer(502), kind="upgrade")]
    gallery.open(proxy.url)
    gallery.wait_for(transport="http", reason="socket_refused", total=PICTURES)
    proxy.rules = []
    gallery.try_again()
    gallery.wait_for(transport="websocket", timeout_s=5)
    assert gallery.errors == []


@pytest.mark.parametrize(
    ("answer", "reason", "words"),
    [
        (Answer(401), "login_expired", "log in again"),
        (Answer(200, "<h1>Before you visit</h1>", "text/html"), "html_answer", "blocked"),
    ],
    ids=["login expired", "somebody else's page"],
)
def test_what_a_retry_cannot_heal_is_explained_and_not_hammered(
    answer: Answer, reason: str, words: str, proxy: Proxy, gallery: GalleryPage
) -> None:
    proxy.rules = [Rule(Answer(403), kind="upgrade"), Rule(answer, path=POLLS)]
    gallery.open(proxy.url)
    gallery.wait_for(state="error", reason=reason)
    assert gallery.chip_says(words)
    asked = proxy.counters.by_fault["answer"]
    gallery.page.wait_for_timeout(2_000)
    assert proxy.counters.by_fault["answer"] == asked
    proxy.rules = [Rule(Answer(403), kind="upgrade")]
    gallery.try_again()
    gallery.wait_for(transport="http", total=PICTURES)
    assert gallery.errors == []


def test_nothing_works_and_the_gallery_says_so_then_heals_by_itself(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    proxy.rules = [Rule(Drop(), kind="upgrade"), Rule(Drop(), path=POLLS)]
    gallery.open(proxy.url)
    gallery.wait_for(state="offline", reason="server_gone")
    proxy.rules = []
    gallery.wait_for(total=PICTURES, timeout_s=25)
    assert gallery.errors == []
