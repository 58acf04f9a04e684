"""Logins that ended, pages that are not ours, sub-paths: what a retry cannot heal, in words and without a loop."""

from __future__ import annotations

import time

import pytest

from tests.browser.gallery_page import GalleryPage
from tests.chaos.faults import Answer, Drop, Fault, Rule, interstitial, redirect
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.conftest import PICTURES
from tests.chaos.matrix.seeing import POLLS, shows_all
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import STACKS, STANDALONE, TunedServer

NO_SOCKETS = Rule(Answer(403), kind="upgrade")
LOGIN_PAGE = Rule(Answer(200, "<h1>Who are you?</h1>", "text/html"), path="/sign-in")


def is_not_hammered(gallery: GalleryPage, proxy: Proxy) -> bool:
    asked = proxy.counters.count_of(POLLS)
    gallery.page.wait_for_timeout(1_200)  # a retry would come within a second
    return proxy.counters.count_of(POLLS) == asked


@pytest.mark.parametrize(
    ("server", "fault"),
    [*((stack, Answer(401)) for stack in STACKS), (STANDALONE, redirect("/sign-in"))],
    ids=[*STACKS, "302 to a page"],
    indirect=["server"],
)
def test_f11_a_login_that_expired_is_asked_for_and_the_view_stays(
    fault: Fault, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS]
    watched.open(proxy.url)
    watched.wait_for(transport="http", total=PICTURES)
    watched.scroll_to(0.5)
    watched.wait_for_tiles_in_window()
    seen = watched.first_in_window()
    proxy.rules = [NO_SOCKETS, Rule(fault, path=POLLS), LOGIN_PAGE]
    proxy.inject(Drop(), kind="http", path=POLLS)
    began = time.monotonic()
    watched.wait_for(state="error", reason="login_expired")
    assert budget.is_held_by(time.monotonic() - began, budget_s=2)
    assert watched.chip_says("log in again")
    assert is_not_hammered(watched, proxy)
    assert watched.first_in_window() == seen
    proxy.rules = [NO_SOCKETS]
    watched.try_again()
    watched.wait_for(transport="http", total=PICTURES)
    assert watched.first_in_window() == seen
    assert shows_all(watched, ids)


def test_f11_a_request_of_before_the_login_is_answered_after_it(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS, Rule(Answer(401), path=POLLS)]
    watched.open(proxy.url)
    watched.wait_for(state="error", reason="login_expired")
    proxy.rules = [NO_SOCKETS]
    began = time.monotonic()
    watched.try_again()
    watched.wait_for(transport="http", total=PICTURES)
    assert budget.is_held_by(time.monotonic() - began, budget_s=1.5)
    assert shows_all(watched, ids)


@pytest.mark.parametrize("words", ["You are about to visit", "This pod is asleep"])
def test_f12_somebody_elses_page_is_named_after_one_request(
    words: str, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [NO_SOCKETS, Rule(interstitial(words), path=POLLS)]
    watched.open(proxy.url)
    watched.wait_for(state="error", reason="html_answer")
    assert budget.is_held_by(max(0.0, proxy.counters.count_of(POLLS) - 1.0), budget_s=1)
    assert watched.chip_says("blocked")
    assert "web page came instead of data" in watched.chip_sentence()
    assert is_not_hammered(watched, proxy)
    proxy.rules = [NO_SOCKETS]
    watched.try_again()
    watched.wait_for(transport="http", total=PICTURES)
    assert shows_all(watched, ids)


@pytest.mark.parametrize("refusal", [Answer(404), None], ids=["http only", "with sockets"])
def test_f19_everything_is_found_below_a_sub_path(
    refusal: Fault | None,
    server: TunedServer,
    watched: GalleryPage,
    ids: list[int],
    budget: Budget,
) -> None:
    with Proxy(server.port, prefix="/a/b") as proxy:
        proxy.rules = [Rule(refusal, kind="upgrade")] if refusal else []
        watched.open(proxy.url)
        watched.wait_for(transport="http" if refusal else "websocket", total=PICTURES)
        assert budget.is_held_by(watched.first_complete_s())
        assert shows_all(watched, ids)
        wrong = [path for path in proxy.counters.outside if "evergallery" in path]
        assert len(wrong) <= 3, wrong
