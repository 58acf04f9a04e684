"""From an empty index to names and then details of every file; and a saved file during all that."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from bars import Bar, at_least, at_most, bench_folder

from evergallery.library import Change, Library, Root
from tests.corpus import TINY, Corpus, ensure, make

QUICK_COUNT = 10_000
SAVED = 20


@dataclass
class _Listener:
    """Notes when items were added."""

    added: threading.Event = field(default_factory=threading.Event)

    def __call__(self, change: Change) -> None:
        if change.items_added_or_removed:
            self.added.set()


def bars(quick: bool) -> list[Bar]:
    corpus = replace(TINY, count=QUICK_COUNT) if quick else TINY
    pictures = ensure(corpus, bench_folder() / f"tiny-{corpus.count}")
    data, extra = bench_folder() / "data-scan", bench_folder() / "extra-scan"
    for leftover in (data, extra):
        shutil.rmtree(leftover, ignore_errors=True)
    extra.mkdir(parents=True)
    listener = _Listener()
    library = Library(data, watch=False, on_change=listener)
    library.start([Root("Corpus", pictures), Root("Extra", extra)])
    try:
        return _measured(library, listener, corpus.count, extra)
    finally:
        library.stop()


def _measured(library: Library, listener: _Listener, count: int, extra: Path) -> list[Bar]:
    names_ms = _cpu_ms(lambda: _wait_until(lambda: library.status().phase == "details"))
    began = time.monotonic()
    waits_ms: list[float] = []
    details_ms = _cpu_ms(lambda: waits_ms.extend(_saved_until_idle(library, listener, extra)))
    return [
        at_most("scan.names_cpu", names_ms / count, "ms cpu/file", 0.25),
        at_most("scan.details_cpu", details_ms / count, "ms cpu/file", 0.5),
        at_least("scan.details", count / (time.monotonic() - began), "files/s", 500),
        at_most("scan.saved_shows", median(waits_ms), "ms", 100),
    ]


def _saved_until_idle(library: Library, listener: _Listener, extra: Path) -> list[float]:
    waits_ms = [_saved_ms(library, listener, extra, number) for number in range(SAVED)]
    _wait_until(lambda: library.status().phase == "idle")
    return waits_ms


def _cpu_ms(work: Callable[[], object]) -> float:
    """Of the whole process: the library works in threads of its own."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _saved_ms(library: Library, listener: _Listener, folder: Path, number: int) -> float:
    """From `saved` to the change being told, while the scan reads details."""
    (path,) = make(Corpus(1, is_tiny=True, is_flat=True, distinct=8), folder, start=number)
    listener.added.clear()
    began = time.monotonic()
    library.saved(path)
    listener.added.wait(10)
    return (time.monotonic() - began) * 1000


def _wait_until(holds: Callable[[], bool]) -> None:
    while not holds():
        time.sleep(0.01)
