"""Mixed faults for a long time: one server, several clients without a browser, one page in Chromium.

python -m tests.chaos.soak --minutes 60 --json soak.json

Ends with 1 when a bar is missed: a request lost or answered twice, an event lost or heard twice, an error on the page,
a socket, task or session too many, memory that grows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import secrets
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch, new_page
from tests.browser.gallery_page import GalleryPage
from tests.chaos.browsing import Picture, nothing_was_lost_or_doubled, scroll_through
from tests.chaos.probed_server import ProbedServer
from tests.chaos.proxy import Proxy
from tests.chaos.weather import Weather
from tests.chaos.wire_client import WireClient, run
from tests.corpus import TINY, make

STILL, ARRIVALS = "still", "arrivals"
PICTURES = 300
CLIENTS = 5
LIFE_S = 90.0  # of a client; then a new one takes its place
ARRIVAL_EVERY_S = 3.0
MOST_ARRIVALS = 40
PATIENCE_S = 90.0
WARM_UP = 0.25  # of the time
MEMORY_SPREAD = 1.05
CALM_S = 12.0  # for the server to notice that everybody left
SESSION_TTL_S = 600.0


@dataclass
class Tally:
    """What everybody counted; one lock, since clients live in another thread than the page."""

    requests: int = 0
    scrolls: int = 0
    lost: int = 0
    doubled: int = 0
    events: int = 0
    resets: int = 0
    clients: int = 0
    page_rounds: int = 0
    page_errors: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bar:
    """One line of the report."""

    name: str
    value: str
    bar: str
    ok: bool


# Clients without a browser


async def live(url: str, still: list[Picture], tally: Tally, until_s: float) -> None:
    """One client after the other: each scrolls through what never changes, and follows what arrives."""
    while time.monotonic() < until_s:
        tally.clients += 1
        async with WireClient(url) as client:
            try:
                await _one_life(client, still, tally, min(until_s, time.monotonic() + LIFE_S))
            except (TimeoutError, AssertionError) as error:
                tally.lost += 1
                tally.complaints.append(str(error))
                await asyncio.sleep(1)
            _add_up(client, tally)


async def _one_life(client: WireClient, still: list[Picture], tally: Tally, until_s: float) -> None:
    folders = await _folders(client)
    while time.monotonic() < until_s:
        resets, heard = client.resets, len(client.events)
        query = {"folder": folders[ARRIVALS]}
        followed = await client.ask("open_view", query, timeout_s=PATIENCE_S)
        rows = await scroll_through(client, folder=folders[STILL], timeout_s=PATIENCE_S)
        assert rows == still, "a folder that never changed shows other pictures now"
        if resets == client.resets:
            _follow(followed, client, heard)
            place = {"view": followed["view"]}
            await client.ask("close_view", place, timeout_s=PATIENCE_S)
        tally.scrolls += 1


def _follow(followed: dict[str, Any], client: WireClient, heard: int) -> None:
    """Each change of a view begins where the one before ended: none was lost, none came twice."""
    version = followed["version"]
    told = [event.data for event in client.events[heard:] if event.name == "view_changed"]
    changes = [change for change in told if change["view"] == followed["view"]]
    for change in changes:
        if change["from_version"] < followed["version"]:  # told before the answer was
            continue
        assert change["from_version"] == version, f"a change is missing after {version}"
        version = change["version"]


async def _folders(client: WireClient) -> dict[str, int]:
    answer = await client.ask("folders", {}, timeout_s=PATIENCE_S)
    return {folder["name"]: folder["id"] for folder in answer["folders"]}


def _add_up(client: WireClient, tally: Tally) -> None:
    tally.requests += client.asked
    tally.events += len(client.events)
    tally.resets += client.resets
    if not nothing_was_lost_or_doubled(client):
        tally.doubled += 1
        tally.complaints += client.complaints or [str(client.status)]


@contextmanager
def clients(url: str, still: list[Picture], tally: Tally, until_s: float) -> Iterator[None]:
    async def all_of_them() -> None:
        await asyncio.gather(*(live(url, still, tally, until_s) for _ in range(CLIENTS)))

    thread = threading.Thread(target=lambda: asyncio.run(all_of_them()), name="clients")
    thread.start()
    yield
    thread.join()


# What else goes on


@contextmanager
def arrivals(folder: Path) -> Iterator[None]:
    """Pictures come, and the oldest of them go."""
    over = threading.Event()
    sources = sorted((folder / STILL).glob("*.*"))
    target = folder / ARRIVALS

    def work() -> None:
        number = 0
        while not over.wait(ARRIVAL_EVERY_S):
            source = sources[number % len(sources)]
            shutil.copyfile(source, target / f"new-{number:06}{source.suffix}")
            number += 1
            for old in sorted(target.iterdir())[:-MOST_ARRIVALS]:
                old.unlink()

    thread = threading.Thread(target=work, name="arrivals")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def browse(gallery: GalleryPage, dice: random.Random, tally: Tally, weather: Weather) -> None:
    """The page is scrolled somewhere, under whatever the weather is."""
    gallery.scroll_to(dice.random())
    gallery.page.wait_for_timeout(1000 * weather.change())
    tally.page_rounds += 1


def end_of_page(gallery: GalleryPage, server: ProbedServer, tally: Tally) -> None:
    """In calm weather it shows what the server has, once and in order."""
    gallery.wait_for(state="ready", timeout_s=60)
    expected = server.ids_in_order()
    gallery.wait_for(total=len(expected), timeout_s=30)
    if gallery.scroll_through() != expected:
        tally.lost += 1
        tally.complaints.append("the page shows something else than the server has")
    tally.page_errors += gallery.errors


def soak(minutes: float, seed: int) -> tuple[Tally, list[Bar], Weather]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "outputs")
        make(replace(TINY, count=PICTURES, is_flat=True, distinct=24), folder / STILL)
        (folder / ARRIVALS).mkdir()
        shutil.copyfile(next((folder / STILL).glob("*.png")), folder / ARRIVALS / "new-000000.png")
        with ProbedServer(folder, _made(Path(place, "data"))) as server:
            server.wait_for_total(PICTURES + 1)
            with Proxy(server.port, seed=seed) as proxy:
                return _soaked(server, proxy, minutes, seed)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _soaked(
    server: ProbedServer, proxy: Proxy, minutes: float, seed: int
) -> tuple[Tally, list[Bar], Weather]:
    tally, weather = Tally(), Weather(proxy, seed)
    still = run(_still(server.url))
    before = server.counts()
    memory = _under_way(server, proxy, still, tally, weather, minutes)
    time.sleep(CALM_S)
    return tally, [*_bars(tally), *_leaks(before, server.counts(), tally), _flat(memory)], weather


def _under_way(
    server: ProbedServer,
    proxy: Proxy,
    still: list[Picture],
    tally: Tally,
    weather: Weather,
    minutes: float,
) -> list[int]:
    """The time itself. Bytes of the server's memory, one sample a round, after the warm-up."""
    dice, began = random.Random(seed_of(weather)), time.monotonic()
    until_s, memory = began + 60 * minutes, []
    with sync_playwright() as playwright:
        gallery = GalleryPage(new_page(launch(playwright)))
        gallery.open(proxy.url)
        gallery.wait_for(state="ready", timeout_s=30)
        with arrivals(server.folder), clients(proxy.url, still, tally, until_s):
            while time.monotonic() < until_s:
                browse(gallery, dice, tally, weather)
                if time.monotonic() > began + WARM_UP * 60 * minutes:
                    memory.append(server.memory_bytes())
            weather.calm()
        end_of_page(gallery, server, tally)
        gallery.page.context.close()
    return memory


def seed_of(weather: Weather) -> int:
    return weather.seed + 1


async def _still(url: str) -> list[Picture]:
    async with WireClient(url) as client:
        folders = await _folders(client)
        return await scroll_through(client, folder=folders[STILL])


# The bars


def _bars(tally: Tally) -> list[Bar]:
    errors = len(tally.page_errors)
    return [
        Bar("requests lost", str(tally.lost), "0", tally.lost == 0),
        Bar("answers or events doubled", str(tally.doubled), "0", tally.doubled == 0),
        Bar("errors and unhandled rejections on the page", str(errors), "0", errors == 0),
    ]


def _leaks(before: dict[str, int], after: dict[str, int], tally: Tally) -> Iterator[Bar]:
    """Sessions are remembered for ten minutes after their clients left, and are no leak so long."""
    most = before["sessions"] + int(CLIENTS * (SESSION_TTL_S / LIFE_S + 2)) + 2
    bound = min(most, before["sessions"] + tally.clients + 2)
    yield Bar(
        "sessions remembered", str(after["sessions"]), f"≤ {bound}", after["sessions"] <= bound
    )
    for name in ("attachments", "tasks", "sockets"):
        left = after[name] - before[name]
        yield Bar(f"{name} left over", str(left), "0", left <= 0)


def _flat(memory: list[int]) -> Bar:
    """Medians of the first and of the last quarter after the warm-up."""
    quarter = max(1, len(memory) // 4)
    first = statistics.median(memory[:quarter])
    last = statistics.median(memory[-quarter:])
    value = f"{first / 2**20:.1f} → {last / 2**20:.1f} MB ({(last / first - 1) * 100:+.1f} %)"
    return Bar("server memory after warm-up", value, "within 5 %", last <= MEMORY_SPREAD * first)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    tally, bars, weather = soak(options.minutes, options.seed)
    report = {
        "minutes": options.minutes,
        "seed": options.seed,
        "counts": {
            "clients": tally.clients,
            "requests": tally.requests,
            "whole scrolls": tally.scrolls,
            "events": tally.events,
            "resets": tally.resets,
            "rounds of the page": tally.page_rounds,
        },
        "weather": dict(weather.seen.most_common()),
        "bars": [vars(bar) for bar in bars],
        "complaints": tally.complaints[:20] + tally.page_errors[:20],
    }
    text = json.dumps(report, indent=1, ensure_ascii=False)
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    print(text)
    return 0 if all(bar.ok for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
