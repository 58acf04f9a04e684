"""Single files that were saved, changed or removed: looked at at once, whatever else goes on."""

from __future__ import annotations

import os
import queue
import stat
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

from evergallery.log import get_logger

from .changes import Changes
from .heads import read_head
from .index import Index
from .metadata.head import Head
from .paths import AllowedFolders, Place, numbered_siblings
from .records import Arrival, Outcome, apply_arrival, is_known, merged
from .versions import Stamp, stamp_of

_log = get_logger("library")

_BATCH = 64


class _Notice(NamedTuple):
    path: str | Path
    is_saved: bool


class Arrivals:
    """One thread with a queue. Batches form by themselves: whatever came while the last was written."""

    def __init__(
        self,
        index: Index,
        changes: Changes,
        allowed: Callable[[], AllowedFolders],
        on_saved: Callable[[Sequence[int]], None],
    ) -> None:
        """`on_saved` is handed the ids of files the host saved, once they are in the index."""
        self._index = index
        self._changes = changes
        self._allowed = allowed
        self._on_saved = on_saved
        self._notices: queue.SimpleQueue[_Notice | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="evergallery-arrivals", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._notices.put(None)
        self._thread.join()

    def put(self, path: str | Path, *, is_saved: bool = False) -> None:
        """From any thread; returns at once."""
        self._notices.put(_Notice(path, is_saved))

    def _run(self) -> None:
        while (first := self._notices.get()) is not None:
            batch = [first]
            while len(batch) < _BATCH and not self._notices.empty():
                notice = self._notices.get()
                if notice is None:
                    self._take_in(batch)
                    return
                batch.append(notice)
            self._take_in(batch)

    def _take_in(self, batch: list[_Notice]) -> None:
        try:
            self._look_at([notice for notice in batch if not notice.is_saved], is_saved=False)
            self._look_at([notice for notice in batch if notice.is_saved], is_saved=True)
        except Exception:
            _log.exception("files that changed could not be taken in; the next scan finds them")
        if self._notices.empty():
            self._changes.flush()
        else:
            self._changes.flush_if_due()

    def _look_at(self, notices: Sequence[_Notice], *, is_saved: bool) -> None:
        allowed = self._allowed()
        places = {allowed.place_of(notice.path): None for notice in notices}
        news = self._news([place for place in places if place is not None], is_saved=is_saved)
        arrivals = [_arrival(place, allowed.ancestry(place.folder)) for place in news]
        if not arrivals:
            return
        outcome = self._write(arrivals)
        if is_saved:
            self._on_saved(outcome.changed_ids)

    def _news(self, places: Sequence[Place], *, is_saved: bool) -> list[Place]:
        """Without those the index knows as they are: the host and the watcher report the same file.

        On a name collision AUTOMATIC1111 writes `name-1.png` and reports `name.png`; so a saved
        path that is no news stands for its siblings that are.
        """
        with self._index.reading() as db:
            news = [place for place in places if _is_news(db, place)]
            if is_saved:
                old = [place for place in places if place not in news or _stamp(place) is None]
                siblings = [other for place in old for other in numbered_siblings(place)]
                news += [other for other in siblings if _is_news(db, other)]
        return news

    def _write(self, arrivals: Sequence[Arrival]) -> Outcome:
        written = self._index.write(
            lambda db: merged(apply_arrival(db, arrival) for arrival in arrivals), is_urgent=True
        )
        outcome = written.result()
        self._changes.note(outcome)
        return outcome


def _is_news(db: Connection, place: Place) -> bool:
    stamp = _stamp(place)
    return stamp is None or not is_known(db, place, stamp)


def _arrival(place: Place, ancestry: Sequence[str]) -> Arrival:
    """Read before the row is written, so that the row appears complete."""
    try:
        if _stamp(place) is None:
            return Arrival(place, ancestry, None, None)
        read = read_head(place.path)
    except FileNotFoundError:
        return Arrival(place, ancestry, None, None)
    except OSError:
        return Arrival(place, ancestry, _stamp(place), Head())
    return Arrival(place, ancestry, read.stamp, read.head, read.content_id)


def _stamp(place: Place) -> Stamp | None:
    """None when there is no plain file of this name."""
    try:
        found = os.lstat(place.path)
    except OSError:
        return None
    return stamp_of(found) if stat.S_ISREG(found.st_mode) else None
