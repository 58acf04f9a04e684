"""A server that is busy, restarted, or read too slowly."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from evergallery.wire.client_session import ClientSession
from evergallery.wire.client_settings import ClientSettings
from tests.browser.gallery_page import GalleryPage
from tests.chaos.faults import Drop, Rule
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.conftest import PICTURES
from tests.chaos.matrix.seeing import POLLS, every_stack, shows_all
from tests.chaos.probed_server import ProbedServer
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import TunedServer
from tests.chaos.wire_client import WireClient, now_ms, run

FLOOD_S = 5.0  # some seconds until all buffers are full, and then the server's patience
AT_ONCE = 32
MORE_MEMORY_BYTES = 48 * 1024 * 1024


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
        watched.page.wait_for_timeout(2_500)
    began = time.monotonic()
    watched.wait_for_tiles_in_window()
    assert budget.is_held_by(time.monotonic() - began, budget_s=2)
    assert shows_all(watched, ids)


@pytest.fixture
def mortal(server: TunedServer) -> Iterator[TunedServer]:
    """The server, which a test may stop and start: for the next one it is up."""
    yield server
    if not server.is_up:
        server.start()


def back_after_s(gallery: GalleryPage) -> float:
    """From now until either transport carries data again."""
    began = time.monotonic()
    gallery.page.wait_for_function(
        "document.querySelector('eg-gallery').dataset.transport !== 'none'", timeout=30_000
    )
    return time.monotonic() - began


@every_stack
def test_f14_a_restarted_server_is_found_again_where_the_person_was(
    mortal: TunedServer, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    watched.open(mortal.url)
    watched.wait_for(transport="websocket", state="ready", total=PICTURES)
    epoch = watched.attribute("epoch")
    watched.scroll_to(0.5)
    watched.wait_for_tiles_in_window()
    seen = watched.first_in_window()
    mortal.stop()
    watched.wait_for(transport="none", timeout_s=15)
    assert watched.first_in_window() == seen
    mortal.start()
    assert budget.is_held_by(back_after_s(watched))
    watched.wait_for(transport="websocket", timeout_s=5)
    assert watched.attribute("epoch") != epoch
    watched.wait_for_tiles_in_window()
    assert watched.first_in_window() == seen
    assert shows_all(watched, ids)
    assert watched.chip_says("ms")


def test_f14_an_open_viewer_survives_a_restart(
    mortal: TunedServer, watched: GalleryPage, budget: Budget
) -> None:
    watched.open(mortal.url)
    watched.wait_for(transport="websocket", state="ready", total=PICTURES)
    tile = watched.page.locator(".eg-tile").nth(3)
    tile.click()
    viewer = watched.page.locator(".eg-viewer")
    viewer.wait_for(state="visible")
    mortal.stop()
    watched.wait_for(transport="none", timeout_s=15)
    assert viewer.is_visible()
    mortal.start()
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


@pytest.fixture
def impatient(few: Path, tmp_path: Path) -> Iterator[ProbedServer]:
    """It gives a peer one second to take a frame, not thirty."""
    with ProbedServer(few, tmp_path, send_within_s=1.0) as server:
        server.wait_for_total(PICTURES)
        yield server


def test_f24_who_never_reads_is_cut_off_and_costs_no_memory(
    impatient: ProbedServer, budget: Budget
) -> None:
    run(_flood(impatient, budget))


async def _flood(server: ProbedServer, budget: Budget) -> None:
    """One client asks for pages and reads nothing; another goes on as if nothing were."""
    async with WireClient(server.url) as reader:
        page = await reader.ask("open_view", {"limit": 60})
        before, memory_bytes = server.counts(), server.memory_bytes()
        deaf = await _deaf_socket(server)
        asking = asyncio.create_task(_ask_and_ask(deaf))
        began = time.monotonic()
        window = {"view": page["view"], "offset": 60, "limit": 240}
        assert len((await reader.ask("window", window))["items"]) == PICTURES - 60
        assert budget.is_held_by(time.monotonic() - began)
        await asyncio.sleep(FLOOD_S)
        after = server.counts()
        assert server.memory_bytes() - memory_bytes < MORE_MEMORY_BYTES
        assert after["attachments"] == before["attachments"], "it is still waited for"
        assert after["tasks"] <= before["tasks"]
        asking.cancel()
        assert await _heard_until_the_end(deaf) > 0
        deaf.transport.abort()
        assert reader.complaints == []


async def _deaf_socket(server: TunedServer) -> ClientConnection:
    """It takes one message and a few kilobytes, and then nothing until somebody reads."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    narrow.connect(("127.0.0.1", server.port))
    url = server.url.replace("http", "ws", 1) + "evergallery/v1/socket"
    return await connect(url, sock=narrow, compression=None, max_queue=1, close_timeout=0.1)


async def _ask_and_ask(deaf: ClientConnection) -> None:
    """No more at a time than a server lets a session ask, and so much in all that no buffer on the way can hold it."""
    session = ClientSession(
        session_id=secrets.token_urlsafe(18), settings=ClientSettings(), random=lambda: 0.0
    )
    session.connect(now_ms())
    (wanted,) = session.transports_wanted()
    session.transport_opened(wanted.attachment, now_ms())
    with contextlib.suppress(ConnectionClosed):
        while True:
            for _ in range(AT_ONCE):
                session.request("open_view", {"limit": 240}, now_ms())
            for text in session.data_to_send(wanted.attachment, now_ms()):
                await deaf.send(text)
            await asyncio.sleep(0.05)


async def _heard_until_the_end(deaf: ClientConnection) -> int:
    """What was on its way when the server gave up."""
    heard = 0
    with contextlib.suppress(ConnectionClosed):
        async for _ in deaf:
            heard += 1
    return heard
