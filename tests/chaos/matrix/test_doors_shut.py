"""A socket that never begins: refused, swallowed, silent, unwelcome, impossible."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.browser.gallery_page import GalleryPage
from tests.chaos.faults import (
    Answer,
    Drop,
    Fault,
    Hang,
    Rule,
    StripCredentials,
    StripUpgrade,
    Swallow,
)
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.conftest import PICTURES
from tests.chaos.matrix.seeing import every_stack, shows_all
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import TunedServer, without_websockets

REFUSED = "refused the WebSocket"

# The constructor throws: ws:// on a page of https://, or a content security policy.
_THROWING_SOCKETS = """
window.WebSocket = class { constructor() { throw new DOMException("insecure", "SecurityError"); } };
"""


def sockets_meet(fault: Fault) -> list[Rule]:
    return [Rule(fault, kind="upgrade")]


@every_stack
def test_f01_a_stripped_upgrade_header_costs_nothing(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = sockets_meet(StripUpgrade())
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_refused", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")
    assert REFUSED in watched.chip_sentence()


@pytest.mark.parametrize(
    "fault",
    [Answer(400), Answer(403), Answer(404), Answer(426), Answer(502), Drop()],
    ids=["400", "403", "404", "426", "502", "reset"],
)
def test_f01_a_refused_upgrade_costs_nothing(
    fault: Fault, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = sockets_meet(fault)
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_refused", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)
    assert REFUSED in watched.chip_sentence()


def test_f01_a_refusal_is_remembered_and_not_tried_again_by_the_next_visit(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = sockets_meet(Answer(403))
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_refused", total=PICTURES)
    proxy.counters.clear()
    watched.page.reload()
    watched.wait_for(transport="http", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert proxy.counters.upgrades == 0
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")


def test_f01_a_socket_that_works_again_is_used_again_after_a_click(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = sockets_meet(Answer(502))
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_refused", total=PICTURES)
    proxy.rules = []
    began = time.monotonic()
    watched.try_again()
    watched.wait_for(transport="websocket", reason="", timeout_s=5)
    assert budget.is_held_by(time.monotonic() - began)
    assert shows_all(watched, ids)
    assert watched.chip_says("ms")


@every_stack
def test_f02_a_swallowed_handshake_is_given_up_by_our_own_timer(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = sockets_meet(Hang())
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_timeout", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")
    assert "did not open in time" in watched.chip_sentence()


@every_stack
def test_f03_an_open_socket_that_brings_nothing_is_not_believed(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = sockets_meet(Swallow())
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_silent", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")
    assert "nothing came through" in watched.chip_sentence()


def test_f10_a_socket_that_needs_a_login_of_its_own_costs_nothing(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = sockets_meet(Answer(401, headers={"WWW-Authenticate": "Basic"}))
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_refused", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)
    assert REFUSED in watched.chip_sentence()


def test_f10_a_ticket_lets_a_socket_in_that_brings_no_credentials(
    few: Path, tmp_path: Path, watched: GalleryPage, budget: Budget
) -> None:
    with (
        TunedServer(few, tmp_path, "--login", "ann:secret") as server,
        Proxy(server.port) as proxy,
    ):
        proxy.rules = sockets_meet(StripCredentials())
        login = "username=ann&password=secret"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert watched.page.request.post(f"{proxy.url}login", data=login, headers=form).ok
        watched.open(proxy.url)
        watched.wait_for(transport="websocket", timeout_s=15, total=PICTURES)
        assert budget.is_held_by(watched.first_complete_s())
        assert any("ticket=" in asked.target for asked in proxy.counters.asked)
        assert len(watched.scroll_through()) == PICTURES
        assert watched.chip_says("ms")
        assert server.log_text.count("ticket=") == 0


def test_f18_a_page_under_another_name_finds_its_socket_beside_itself(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    watched.open(proxy.url.replace("127.0.0.1", "localhost"))
    watched.wait_for(transport="websocket", reason="", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)
    assert watched.chip_says("ms")


def test_f18_a_browser_that_forbids_the_socket_costs_nothing(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    watched.page.add_init_script(_THROWING_SOCKETS)
    watched.open(proxy.url)
    watched.wait_for(transport="http", reason="socket_refused", total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s())
    assert shows_all(watched, ids)
    assert watched.chip_says("HTTP")


def test_f20_a_server_without_sockets_says_so_and_is_not_asked_again(
    few: Path, tmp_path: Path, watched: GalleryPage, budget: Budget
) -> None:
    surroundings = without_websockets(tmp_path / "surroundings")
    with (
        TunedServer(few, tmp_path, environment=surroundings) as server,
        Proxy(server.port) as proxy,
    ):
        watched.open(proxy.url)
        watched.wait_for(transport="http", reason="no_socket_support", total=PICTURES)
        assert budget.is_held_by(watched.first_complete_s())
        assert len(watched.scroll_through()) == PICTURES
        assert proxy.counters.upgrades <= 1  # the race begins before anything is known
        assert "no WebSocket support" in watched.chip_sentence()
