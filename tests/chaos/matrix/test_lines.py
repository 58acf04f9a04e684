"""Sizes, order and speed: what a line does to the messages themselves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image

from evergallery.wire.client_settings import ClientSettings
from tests.browser.gallery_page import GalleryPage
from tests.chaos.browsing import Picture, Row, nothing_was_lost_or_doubled, scroll_through
from tests.chaos.faults import Answer, Delay, Drop, Rule
from tests.chaos.matrix.budget import Budget
from tests.chaos.matrix.conftest import PICTURES
from tests.chaos.matrix.rows import FIRST_SCREEN_S
from tests.chaos.matrix.seeing import PACKS, POLLS, shows_all
from tests.chaos.proxy import Proxy
from tests.chaos.stacks import TunedServer
from tests.chaos.wire_client import WireClient, run

LARGEST_FRAME_BYTES = 64 * 1024 + 14  # 14: the longest head of a frame
LARGEST_BODY_BYTES = 512 * 1024
LONG_NAMES = 240
ROUND_TRIP_S = 0.2
BYTES_PER_S = 125_000  # 1 Mbit/s
SLOW = Delay(ROUND_TRIP_S, jitter_s=0.02, bytes_per_s=BYTES_PER_S, loss=0.02)
ALLOWANCE_S = 0.4  # the server's work and one lost packet


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TunedServer]:
    """A window of its pictures is over 64 KiB."""
    folder = tmp_path_factory.mktemp("outputs")
    for number in range(LONG_NAMES):
        name = f"{number:03}-{'ü' * 115}.png"  # 234 bytes of the 255 a name may have
        Image.new("RGB", (16, 16), (number, 80, 120)).save(folder / name)
    with TunedServer(folder, tmp_path_factory.mktemp("data")) as server:
        server.wait_for_total(LONG_NAMES)
        yield server


@pytest.mark.parametrize("transport", ["websocket", "http_long"])
def test_f21_no_frame_is_larger_than_proxies_take(
    transport: str, long_names: TunedServer, budget: Budget
) -> None:
    with Proxy(long_names.port) as proxy:
        rows = run(_window_of_all(proxy, transport))
        assert [row[1][:3] for row in rows] == sorted(
            (row[1][:3] for row in rows), reverse=rows[0][1] > rows[-1][1]
        )
        assert len(rows) == LONG_NAMES
        assert proxy.counters.largest_frame_bytes <= LARGEST_FRAME_BYTES
        assert proxy.counters.largest_body_bytes(POLLS) <= LARGEST_BODY_BYTES
        assert proxy.counters.largest_body_bytes(PACKS) <= LARGEST_BODY_BYTES
        said = max(proxy.counters.bytes_by_path.values())
        assert said > LONG_NAMES * 234, "the answer was not as large as it was to be"


async def _window_of_all(proxy: Proxy, transport: str) -> list[Row]:
    settings = ClientSettings(transport=transport)
    async with WireClient(proxy.url, settings=settings) as client:
        page = await client.ask("open_view", {"limit": LONG_NAMES, "sort": "name"})
        return list(page["items"])


def test_f21_a_page_full_of_thumbnails_keeps_to_it_too(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    watched.open(proxy.url)
    watched.wait_for(transport="websocket", total=PICTURES)
    assert shows_all(watched, ids)
    assert 0 < proxy.counters.largest_frame_bytes <= LARGEST_FRAME_BYTES
    assert proxy.counters.largest_body_bytes(PACKS) <= LARGEST_BODY_BYTES
    assert watched.chip_says("ms")


@contextmanager
def dropping_sockets(proxy: Proxy, every_s: float) -> Iterator[None]:
    """Whatever is open is cut, again and again, while the block runs."""
    over = threading.Event()

    def drop() -> None:
        while not over.wait(every_s):
            proxy.inject(Drop())

    thread = threading.Thread(target=drop)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_f25_two_transports_that_overtake_each_other_show_nothing_twice(
    proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(Delay(0.1, jitter_s=0.1), kind="upgrade"), Rule(Delay(0.05), path=POLLS)]
    watched.open(proxy.url)
    watched.wait_for(total=PICTURES)
    with dropping_sockets(proxy, every_s=0.7):
        assert shows_all(watched, ids)
    assert proxy.counters.upgrades >= 2
    assert proxy.counters.count_of(POLLS) >= 1


def test_f25_a_client_that_changes_its_transport_all_the_time_hears_everything_once(
    proxy: Proxy, ids: list[int], budget: Budget
) -> None:
    proxy.rules = [Rule(Delay(0.02, jitter_s=0.02))]
    rows, figures = run(_switching(proxy))
    assert [row[0] for row in rows] == ids
    assert figures["resets"] == 0


async def _switching(proxy: Proxy) -> tuple[list[Picture], dict[str, int]]:
    async with WireClient(proxy.url) as client:
        switching = asyncio.create_task(_switch(client))
        rows = await scroll_through(client)
        rows = await scroll_through(client)
        switching.cancel()
        assert nothing_was_lost_or_doubled(client), client.complaints
        return rows, client.status["figures"]


async def _switch(client: WireClient) -> None:
    while True:
        for transport in ("http_long", "websocket", "http_short", "auto"):
            await asyncio.sleep(0.05)
            client.set_settings(ClientSettings(transport=transport))


@pytest.mark.parametrize("transport", ["websocket", "http"])
def test_f28_a_slow_line_costs_three_round_trips_and_the_transfer(
    transport: str, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    watched.open(proxy.url)  # the page's own files are in the browser's cache after this
    watched.wait_for(transport="websocket", total=PICTURES)
    refused = [Rule(Answer(403), kind="upgrade")] if transport == "http" else []
    proxy.rules = [*refused, Rule(SLOW)]
    proxy.counters.clear()
    watched.page.reload()
    watched.wait_for(transport=transport, total=PICTURES, timeout_s=30)
    spoken = [path for path in proxy.counters.bytes_by_path if "evergallery" in path]
    spoken = [path for path in spoken if "/static/" not in path]
    transfer_s = sum(proxy.counters.bytes_by_path[path] for path in spoken) / BYTES_PER_S
    limit_s = 3 * ROUND_TRIP_S + transfer_s + ALLOWANCE_S
    assert budget.is_held_by(watched.first_complete_s(), limit_s)
    assert watched.scroll_through(patience_s=20) == ids
    assert watched.chip_says("ms" if transport == "websocket" else "HTTP")


@pytest.mark.parametrize("line", [Delay(0.8), Delay(0.1, bytes_per_s=50_000)], ids=["late", "thin"])
def test_f28_a_socket_that_alone_is_slow_still_shows_everything(
    line: Delay, proxy: Proxy, watched: GalleryPage, ids: list[int], budget: Budget
) -> None:
    """A proxy that inspects sockets. HTTP is as quick as ever, and brings the first screen."""
    proxy.rules = [Rule(line, kind="upgrade")]
    watched.open(proxy.url)
    watched.wait_for(total=PICTURES)
    assert budget.is_held_by(watched.first_complete_s(), FIRST_SCREEN_S)
    assert watched.scroll_through(patience_s=20) == ids
    assert watched.attribute("transport") in ("websocket", "http"), watched.story()
