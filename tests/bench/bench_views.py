"""Opening a folder of 100,000 files: server CPU for total, date groups and the first window.

Beside it the way of a gallery without an index: list the folder, one message per file.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from bars import Bar, at_least, at_most, bench_folder

from evergallery.library import Library, Root, ViewQuery
from tests.corpus import TINY, ensure

QUICK_COUNT = 10_000
OPENINGS = 20


def bars(quick: bool) -> list[Bar]:
    """The bars are for 100,000 files; a quick run has a tenth of them and must hold them all the more."""
    corpus = replace(TINY, count=QUICK_COUNT) if quick else TINY
    pictures = ensure(corpus, bench_folder() / f"tiny-{corpus.count}")
    with _scanned(pictures, corpus.count) as library:
        return [*_openings(library, pictures), *_others(library)]


def _openings(library: Library, pictures: Path) -> list[Bar]:
    cold_ms = _cpu_ms(lambda: _open_cold(library, ViewQuery()))
    warm_ms = _cpu_ms(lambda: _answer(library, ViewQuery()))
    per_file_ms = _cpu_ms(lambda: _one_message_per_file(pictures), times=3)
    return [
        at_most("view.open_cold", cold_ms, "ms cpu", 50),
        at_most("view.open_warm", warm_ms, "ms cpu", 5),
        at_least("view.baseline_ratio", per_file_ms / cold_ms, "x less cpu", 5),
    ]


def _others(library: Library) -> list[Bar]:
    search_ms = _cpu_ms(lambda: _open_cold(library, ViewQuery(words="fox")))
    sort_ms = _cpu_ms(lambda: _open_cold(library, ViewQuery(sort="name", descending=False)))
    key = library.open_view(ViewQuery()).key
    window_ms = _cpu_ms(lambda: json.dumps(library.window(key, 5_000, 240).items))
    return [
        at_most("view.open_search", search_ms, "ms cpu", 100),
        at_most("view.open_by_name", sort_ms, "ms cpu", 50),
        at_most("view.window_240", window_ms, "ms cpu", 10),
    ]


def _open_cold(library: Library, query: ViewQuery) -> None:
    """As after a change: nothing of the view is kept. The pages of the database may be."""
    library._views._views.clear()
    _answer(library, query)


def _answer(library: Library, query: ViewQuery) -> str:
    """To the text that goes out, as the baseline counts it too."""
    page = library.open_view(query)
    return json.dumps([page.key, page.version, page.total, page.groups, page.items])


def _one_message_per_file(folder: Path) -> int:
    """What SD.Next's gallery does for every opening, without its sockets."""
    sent = 0
    for parent, _, _ in os.walk(folder):
        with os.scandir(parent) as entries:
            for entry in entries:
                if entry.is_file():
                    found = entry.stat()
                    sent += len(json.dumps([entry.path, found.st_size, found.st_mtime]))
    return sent


def _cpu_ms(work: Callable[[], object], times: int = OPENINGS) -> float:
    def once() -> float:
        began = time.process_time()
        work()
        return (time.process_time() - began) * 1000

    return median(once() for _ in range(times))


@contextmanager
def _scanned(pictures: Path, count: int) -> Iterator[Library]:
    """A library that has read everything. Its index is made anew: an old one hides a slow scan."""
    data = bench_folder() / f"data-{count}"
    shutil.rmtree(data, ignore_errors=True)
    library = Library(data, watch=False)
    library.start([Root("Corpus", pictures)])
    try:
        while library.status().phase != "idle" or library.status().found < count:
            time.sleep(0.05)
        yield library
    finally:
        library.stop()
