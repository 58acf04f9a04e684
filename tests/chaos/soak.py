"""Mixed faults for a long time: one server, several clients without a browser, one page in Chromium.

python -m tests.chaos.soak --minutes 60 --json soak.json

Ends with 1 when a bar is missed: a request lost or answered twice, an event lost or heard twice, an action not done
once, an error on the page, a socket, task or session too many, memory that grows.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch, new_page
from tests.browser.gallery_page import GalleryPage
from tests.chaos.browsing import Picture
from tests.chaos.lives import Lives, growth
from tests.chaos.probed_server import ProbedServer
from tests.chaos.proxy import Proxy
from tests.chaos.soak_clients import ARRIVALS, CLIENTS, LIFE_S, STILL, clients, what_is_still
from tests.chaos.tally import Tally
from tests.chaos.weather import Weather
from tests.chaos.wire_client import run
from tests.corpus import TINY, make

PICTURES = 300
ARRIVAL_EVERY_S = 3.0
MOST_ARRIVALS = 40
MEMORY_SPREAD = 1.05
CALM_S = 12.0  # for the server to notice that everybody left
SESSION_TTL_S = 600.0


@dataclass(frozen=True)
class Bar:
    """One line of the report."""

    name: str
    value: str
    bar: str
    ok: bool


# What goes on beside the clients


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
    try:
        gallery.scroll_to(dice.random())
    except PlaywrightError as error:
        tally.page_errors.append(str(error))
    gallery.page.wait_for_timeout(1000 * weather.change())
    tally.page_rounds += 1


def end_of_page(gallery: GalleryPage, server: ProbedServer, tally: Tally) -> None:
    """In calm weather it shows what the server has, once and in order; a miss costs the bar, not the hour's figures."""
    try:
        gallery.wait_for(state="ready", timeout_s=60)
        expected = server.ids_in_order()
        gallery.wait_for(total=len(expected), timeout_s=30)
        assert gallery.scroll_through() == expected, "the page shows other pictures"
    except AssertionError as error:
        tally.lose(str(error))
    tally.page_errors += gallery.errors


# The time itself


class Soak:
    """`run` once."""

    def __init__(self, server: ProbedServer, proxy: Proxy, minutes: float, seed: int) -> None:
        self.tally = Tally()
        self.weather = Weather(proxy, seed)
        self._server = server
        self._url = proxy.url
        self._seconds = 60 * minutes
        self._dice = random.Random(seed + 1)
        self._clients_before = 0  # the last life of the server

    def run(self) -> list[Bar]:
        still = run(what_is_still(self._server.url))
        before = self._server.counts()
        memory = self._under_way(still)
        after = _settled(self._server, before)
        return [*_bars(self.tally), *self._leaks(before, after), self._journal(), _flat(memory)]

    def _under_way(self, still: list[Picture]) -> list[int]:
        """Samples of the last life's memory."""
        until_s = time.monotonic() + self._seconds
        with sync_playwright() as playwright:
            gallery = GalleryPage(new_page(launch(playwright)))
            gallery.open(self._url)
            gallery.wait_for(state="ready", timeout_s=30)
            lives = Lives(self._server, self._seconds)
            with (
                arrivals(self._server.folder),
                clients(self._url, still, self.tally, until_s),
            ):
                while time.monotonic() < until_s:
                    self._round(gallery, lives)
                self.weather.calm()
            end_of_page(gallery, self._server, self.tally)
            gallery.page.context.close()
        return lives.memory

    def _round(self, gallery: GalleryPage, lives: Lives) -> None:
        browse(gallery, self._dice, self.tally, self.weather)
        if how := lives.go_on():
            self.weather.seen[how] += 1
            self._clients_before = self.tally.clients - CLIENTS  # those who live on come back

    def _leaks(self, before: dict[str, int], after: dict[str, int]) -> Iterator[Bar]:
        """Of the last life. Sessions are remembered for ten minutes after their clients left, and no leak so long."""
        most = before["sessions"] + int(CLIENTS * (SESSION_TTL_S / LIFE_S + 2)) + 2
        came = self.tally.clients - self._clients_before
        bound = min(most, before["sessions"] + came + 2)
        sessions = after["sessions"]
        yield Bar("sessions remembered", str(sessions), f"≤ {bound}", sessions <= bound)
        for name in ("attachments", "tasks", "sockets"):
            left = after[name] - before[name]
            yield Bar(f"{name} left over", str(left), "0", left <= 0)

    def _journal(self) -> Bar:
        """The journal numbers every action it did, in all lives: one more was done twice, one fewer never."""
        done, wanted = self._server.actions_done(), self.tally.actions
        return Bar("actions done", f"{done:,}", f"{wanted:,}, each once", done == wanted)


def _settled(server: ProbedServer, before: dict[str, int]) -> dict[str, int]:
    """The counts when everybody has left, or when that should have been noticed."""
    end_s = time.monotonic() + CALM_S
    while True:
        counts = server.counts()
        left = [name for name in ("attachments", "tasks", "sockets") if counts[name] > before[name]]
        if not left or time.monotonic() > end_s:
            return counts
        time.sleep(0.5)


def soak(minutes: float, seed: int) -> tuple[Tally, list[Bar], Weather]:
    with tempfile.TemporaryDirectory() as place:
        folder, data_dir = Path(place, "outputs"), Path(place, "data")
        data_dir.mkdir()
        make(replace(TINY, count=PICTURES, is_flat=True, distinct=24), folder / STILL)
        (folder / ARRIVALS).mkdir()
        shutil.copyfile(next((folder / STILL).glob("*.png")), folder / ARRIVALS / "new-000000.png")
        with ProbedServer(folder, data_dir) as server:
            server.wait_for_total(PICTURES + 1)
            with Proxy(server.port, seed=seed) as proxy:
                under_faults = Soak(server, proxy, minutes, seed)
                bars = under_faults.run()
                return under_faults.tally, bars, under_faults.weather


# The bars


def _bars(tally: Tally) -> list[Bar]:
    errors = len(tally.page_errors)
    return [
        Bar("requests lost", str(tally.lost), "0", tally.lost == 0),
        Bar("answers or events doubled", str(tally.doubled), "0", tally.doubled == 0),
        Bar("errors and unhandled rejections on the page", str(errors), "0", errors == 0),
    ]


def _flat(memory: list[int]) -> Bar:
    name, bar = "server memory after warm-up", "within 5 %"
    if not memory:
        return Bar(name, "no sample", bar, False)
    first, last = growth(memory)
    value = f"{first / 2**20:.1f} → {last / 2**20:.1f} MB ({(last / first - 1) * 100:+.1f} %)"
    return Bar(name, value, bar, last <= MEMORY_SPREAD * first)


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
            "actions": tally.actions,
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
