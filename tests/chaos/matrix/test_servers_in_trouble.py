"""A server that is busy, restarted, or read too slowly."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect

from evergallery.wire.client_session import ClientSession
from evergallery.wire.client_settings import ClientSettings
from tests.browser.gallery_page import GalleryPage
from tests.chaos.faults import Drop, Rule
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.conftest import PICTURES
from tests.chaos.matrix.seeing import POLLS, shows_all
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import STACKS, STANDALONE, TunedServer, make_server
from tests.chaos.wire_client import WireClient, now_ms, run

WINDOWS_NOT_READ = 3_000
MORE_MEMORY_BYTES = 64 * 1024 * 1024


def test_f13_a_server_at_work_is_called_busy_and_keeps_its_socket(
    server: TunedServer, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    watched.open(proxy.url)
    watched.wait_for(transport="websocket", state="ready", total=PICTURES)
    with server.frozen():
        began = time.monotonic()
        watched.scroll_to(0.7)
        watched.page.wait_for_function(
            "document.querySelector('.eg-link').textContent.includes('busy')", timeout=15_000
        )
        assert budget.is_held_by(time.monotonic() - began)
        assert watched.total() == PICTURES
    watched.wait_for(transport="websocket", reason="", timeout_s=5)
    assert proxy.counters.upgrades == 1
    assert all(entry["transport"] != "http" for entry in watched.timeline())
    watched.wait_for_tiles_in_window()
    assert shows_all(watched, ids)
    assert watched.chip_says("ms")


def test_f13_a_first_visit_to_a_server_at_work_waits_and_then_shows_everything(
    server: TunedServer, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    watched.open(proxy.url)
    watched.wait_for(total=PICTURES)
    watched.page.evaluate("localStorage.clear()")
    with server.frozen():
        watched.scroll_to(0.5)
        watched.page.wait_for_timeout(4_000)
    began = time.monotonic()
    watched.wait_for_tiles_in_window()
    assert budget.is_held_by(time.monotonic() - began, budget_s=2)
    assert shows_all(watched, ids)


@pytest.fixture(scope="module")
def own_server(
    request: pytest.FixtureRequest, few: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TunedServer]:
    """One that may be restarted."""
    server = make_server(request.param, few, tmp_path_factory.mktemp("own"))
    if server is None:
        pytest.skip(f"{request.param} is not there: EVERGALLERY_MATRIX names no such environment")
    with server:
        server.wait_for_total(PICTURES)
        yield server


def back_after_s(gallery: GalleryPage) -> float:
    """From now until either transport carries data again."""
    began = time.monotonic()
    gallery.page.wait_for_function(
        "document.querySelector('eg-gallery').dataset.transport !== 'none'", timeout=30_000
    )
    return time.monotonic() - began


@pytest.mark.parametrize("own_server", STACKS, indirect=True, scope="module")
def test_f14_a_restarted_server_is_found_again_where_the_person_was(
    own_server: TunedServer, watched: GalleryPage, budget: Budget
) -> None:
    ids = own_server.ids_in_order()
    watched.open(own_server.url)
    watched.wait_for(transport="websocket", state="ready", total=PICTURES)
    epoch = watched.attribute("epoch")
    watched.scroll_to(0.5)
    watched.wait_for_tiles_in_window()
    seen = watched.first_in_window()
    own_server.stop()
    watched.wait_for(transport="none", timeout_s=15)
    assert watched.first_in_window() == seen
    own_server.start()
    assert budget.is_held_by(back_after_s(watched))
    watched.wait_for(transport="websocket", timeout_s=5)
    assert watched.attribute("epoch") != epoch
    watched.wait_for_tiles_in_window()
    assert watched.first_in_window() == seen
    assert shows_all(watched, ids)
    assert watched.chip_says("ms")


@pytest.mark.parametrize("own_server", [STANDALONE], indirect=True, scope="module")
def test_f14_an_open_viewer_survives_a_restart(
    own_server: TunedServer, watched: GalleryPage, budget: Budget
) -> None:
    watched.open(own_server.url)
    watched.wait_for(transport="websocket", state="ready", total=PICTURES)
    tile = watched.page.locator(".eg-tile").nth(3)
    tile.click()
    viewer = watched.page.locator(".eg-viewer")
    viewer.wait_for(state="visible")
    own_server.stop()
    watched.wait_for(transport="none", timeout_s=15)
    assert viewer.is_visible()
    own_server.start()
    assert budget.is_held_by(back_after_s(watched))
    assert viewer.is_visible()
    watched.page.keyboard.press("ArrowRight")
    assert viewer.is_visible()


def test_f14_a_server_out_of_reach_is_said_to_be_gone_and_found_again_by_itself(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(Drop(), kind="upgrade"), Rule(Drop(), path=POLLS)]
    watched.open(proxy.url)
    watched.wait_for(state="offline", reason="server_gone")
    assert watched.chip_says("offline")
    assert "does not answer" in watched.chip_sentence()
    proxy.rules = []
    began = time.monotonic()
    watched.wait_for(total=PICTURES, timeout_s=25)
    assert budget.is_held_by(time.monotonic() - began)
    assert shows_all(watched, ids)


def test_f24_who_does_not_read_is_cut_off_and_costs_no_memory(
    server: TunedServer, budget: Budget
) -> None:
    run(_flood(server, budget))


async def _flood(server: TunedServer, budget: Budget) -> None:
    """One client asks for 3,000 windows and reads nothing; another goes on as if nothing were."""
    async with WireClient(server.url) as reader:
        page = await reader.ask("open_view", {"limit": 60})
        before = server.memory_bytes()
        session = ClientSession(
            session_id=secrets.token_urlsafe(18), settings=ClientSettings(), random=lambda: 0.0
        )
        session.connect(now_ms())
        (wanted,) = session.transports_wanted()
        url = server.url.replace("http", "ws", 1) + "evergallery/v1/socket"
        async with connect(url, compression=None, max_queue=1, close_timeout=0.1) as deaf:
            session.transport_opened(wanted.attachment, now_ms())
            for _ in range(WINDOWS_NOT_READ):
                session.request("open_view", {"limit": 240}, now_ms())
            saying = asyncio.create_task(_say_everything(deaf, session, wanted.attachment))
            began = time.monotonic()
            window = {"view": page["view"], "offset": 60, "limit": 240}
            assert len((await reader.ask("window", window))["items"]) == PICTURES - 60
            assert budget.is_held_by(time.monotonic() - began)
            await asyncio.sleep(2)
            assert server.memory_bytes() - before < MORE_MEMORY_BYTES
            saying.cancel()
            deaf.transport.abort()
        assert reader.complaints == []


async def _say_everything(deaf: ClientConnection, session: ClientSession, attachment: int) -> None:
    while texts := session.data_to_send(attachment, now_ms()):
        for text in texts:
            await deaf.send(text)
