"""How long a person far away waits, and for how many round trips: from the tab being seen to a full first screen.

Chromium on HTTP/1.1 through a line of 0 to 400 ms, over the socket and over long polls, the browser's cache empty and
the server's thumbnails warm. Beside it the baseline: the same page module by module and with one GET per thumbnail.

python -m tests.bench.bench_round_trips [--quick]
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.bars import Bar, at_least, at_most
from tests.bench.warm_gallery import warm_gallery
from tests.browser.chromium import launch, new_page
from tests.chaos.faults import Answer, Delay, Rule
from tests.chaos.proxy import Proxy

PICTURES = 200
TILES = 60
FAR_MS = 200
ROUND_TRIPS_MS = (0, 50, FAR_MS, 400)
QUICK_ROUND_TRIPS_MS = (0, FAR_MS)

# What the person's choice on the chip puts into the browser's storage; "auto" is to choose nothing.
TRANSPORTS = {"socket": "auto", "long poll": "http_long"}
_CHOICE = """
localStorage.setItem("evergallery:transport:/", JSON.stringify({ name: %s, against: "auto" }));
"""

# Program and sheet, first words with the first question, pack of thumbnails; and half a one for what is no network.
MOST_ROUND_TRIPS = 3.5

# Our own paths are far away; the host's page comes at once and is not what is measured.
_OURS = ("/evergallery/*", "*/run/evergallery_poll")
_ENTRY = "/javascript/evergallery.mjs"

# Notes when the entry script saw the gallery and when each place in its window showed its picture.
_NOTE = """
{
    const noted = { seenMs: null, fullMs: null, tiles: 0 };
    window.evergalleryScreen = noted;
    new MutationObserver(() => {
        if (document.querySelector("eg-gallery[data-booted]")) noted.seenMs ??= performance.now();
    }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-booted"] });
    const look = () => {
        const grid = document.querySelector(".eg-grid");
        const edge = grid?.getBoundingClientRect();
        const places = [...(grid?.querySelectorAll(".eg-tile, .eg-skeleton") ?? [])];
        const shown = places.filter((place) => place.getBoundingClientRect().top < edge.bottom);
        noted.tiles = shown.length;
        if (shown.length > 0 && shown.every((place) => place.dataset.loaded === "true")) {
            noted.fullMs = performance.now();
        } else {
            requestAnimationFrame(look);
        }
    };
    look();
}
"""


@dataclass(frozen=True)
class Opening:
    """One visit: `way` is ours or the baseline's; everything after the entry script counts."""

    way: str
    transport: str
    round_trip_ms: int
    full_ms: float
    requests: int
    kilobytes: float
    tiles: int


def bars(quick: bool) -> list[Bar]:
    """Of four distances, two when quick. Prints the table of what was measured."""
    distances = QUICK_ROUND_TRIPS_MS if quick else ROUND_TRIPS_MS
    openings: list[Opening] = []
    with (
        tempfile.TemporaryDirectory() as data,
        sync_playwright() as playwright,
        launch(playwright) as browser,
    ):
        for way, has_packs in (("ours", True), ("baseline", False)):
            with warm_gallery(PICTURES, Path(data), {"thumbnail_packs": has_packs}) as server:
                openings += _opened(browser, server.port, way, distances)
    _print_table(openings)
    return [bar for transport in TRANSPORTS for bar in _bars(openings, transport)]


def _opened(
    browser: Browser, server_port: int, way: str, distances: Iterable[int]
) -> Iterator[Opening]:
    for round_trip_ms in distances:
        for transport in TRANSPORTS:
            with Proxy(server_port) as proxy:
                proxy.rules = _rules(way, round_trip_ms)
                yield _open(browser, proxy, way, transport, round_trip_ms)


def _rules(way: str, round_trip_ms: int) -> list[Rule]:
    refused = [Rule(Answer(404), path="*/app.bundle.mjs")] if way == "baseline" else []
    return [*refused, *(Rule(Delay(round_trip_ms / 1000), path=path) for path in _OURS)]


def _open(browser: Browser, proxy: Proxy, way: str, transport: str, round_trip_ms: int) -> Opening:
    page = new_page(browser)
    page.set_viewport_size({"width": 1920, "height": 1200})
    page.add_init_script(_NOTE)
    if TRANSPORTS[transport] != "auto":
        page.add_init_script(_CHOICE % json.dumps(TRANSPORTS[transport]))
    page.goto(proxy.url, wait_until="commit")
    page.wait_for_function("window.evergalleryScreen?.fullMs", timeout=60_000)
    requests, sent_bytes = _traffic(proxy)
    noted = page.evaluate("window.evergalleryScreen")
    _assert_transport(page, transport)
    page.context.close()
    assert noted["tiles"] >= TILES, f"{noted['tiles']} tiles on the screen"
    full_ms = noted["fullMs"] - noted["seenMs"]
    return Opening(
        way, transport, round_trip_ms, full_ms, requests, sent_bytes / 1000, noted["tiles"]
    )


def _assert_transport(page: Page, transport: str) -> None:
    """The socket takes over within a few round trips, whatever carried the first screen."""
    wanted = "websocket" if transport == "socket" else "http"
    page.wait_for_selector(f"eg-gallery[data-transport={wanted}]", timeout=20_000, state="attached")


def _traffic(proxy: Proxy) -> tuple[int, int]:
    """Requests and bytes of ours up to now, without the entry script; sockets count as one request."""
    counters = proxy.counters
    ours = [path for path in counters.by_path if "evergallery" in path and _ENTRY not in path]
    return (
        sum(counters.by_path[path] for path in ours),
        sum(counters.bytes_by_path[path] for path in ours),
    )


def _bars(openings: list[Opening], transport: str) -> Iterator[Bar]:
    full_ms = {
        (each.way, each.round_trip_ms): each.full_ms
        for each in openings
        if each.transport == transport
    }
    name = transport.replace(" ", "_")
    # The screen takes its time without any network too: that is no round trip.
    trips = (full_ms["ours", FAR_MS] - full_ms["ours", 0]) / FAR_MS
    times = full_ms["baseline", FAR_MS] / full_ms["ours", FAR_MS]
    yield at_most(f"round_trips.{name}", trips, "round trips", MOST_ROUND_TRIPS)
    yield at_least(f"round_trips.{name}_quicker", times, "x quicker", 3)


def _print_table(openings: list[Opening]) -> None:
    head = f"{'way':10}{'transport':11}{'round trip':>11}{'full screen':>13}{'requests':>10}{'kB':>8}{'tiles':>7}"
    print(head, file=sys.stderr)
    for each in openings:
        line = f"{each.way:10}{each.transport:11}{each.round_trip_ms:>8} ms{each.full_ms:>10.0f} ms"
        print(
            f"{line}{each.requests:>10}{each.kilobytes:>8.0f}{each.tiles:>7}",
            file=sys.stderr,
            flush=True,
        )
