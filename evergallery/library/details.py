"""Dimensions and infotext of the items whose head was not read yet, newest first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from . import names
from .changes import Changes
from .heads import read_head
from .index import Index
from .metadata.head import Head
from .paths import Place
from .progress import Progress
from .records import HeadRead, store_heads
from .versions import Stamp

_BATCH = 100
_REST = 0.25
"""Part of its working time this thread sleeps, so that the host's event loop gets the interpreter."""


class _Unread(NamedTuple):
    id: int
    place: Place
    stamp: Stamp


class DetailReader:
    """`run` reads until nothing is left; `between` is called between batches."""

    def __init__(
        self,
        index: Index,
        changes: Changes,
        progress: Progress,
        stopped: threading.Event,
        look_again: Callable[[Place], None],
    ) -> None:
        """`look_again` is handed the files that are not what the index says they are."""
        self._index = index
        self._changes = changes
        self._progress = progress
        self._stopped = stopped
        self._look_again = look_again

    def run(self, between: Callable[[], None]) -> None:
        waiting = self._count()
        if not waiting:
            return
        self._progress.begin("details", waiting)
        passed_over: set[int] = set()
        while not self._stopped.is_set() and (batch := self._batch(passed_over)):
            began = time.monotonic()
            self._read(batch, passed_over)
            self._progress.done(len(batch))
            self._changes.progress(self._progress.status)
            self._changes.flush_if_due()
            between()
            self._stopped.wait(_REST * (time.monotonic() - began))

    def _read(self, batch: list[_Unread], passed_over: set[int]) -> None:
        heads: list[HeadRead] = []
        for unread in batch:
            read = _head_of(unread)
            if read is None or read.stamp != unread.stamp:
                passed_over.add(unread.id)
                self._look_again(unread.place)
            else:
                heads.append(read)
        self._changes.note(self._index.write(lambda db: store_heads(db, heads)).result())

    def _count(self) -> int:
        with self._index.reading() as db:
            return int(db.execute(_COUNT).fetchone()[0])

    def _batch(self, passed_over: set[int]) -> list[_Unread]:
        with self._index.reading() as db:
            rows = db.execute(_UNREAD, (_BATCH + len(passed_over),)).fetchall()
        found = [
            _Unread(
                row[0], Place(names.from_stored(row[1]), names.from_stored(row[2])), Stamp(*row[3:])
            )
            for row in rows
        ]
        return [unread for unread in found if unread.id not in passed_over][:_BATCH]


_COUNT = (
    "SELECT count(*) FROM item INDEXED BY item_unread JOIN folder ON folder.id = item.folder"
    " WHERE is_read = 0 AND folder.is_shown"
)
_UNREAD = (
    "SELECT item.id, folder.path, item.file, size_bytes, item.mtime_ns"
    " FROM item INDEXED BY item_unread JOIN folder ON folder.id = item.folder"
    " WHERE is_read = 0 AND folder.is_shown ORDER BY item.mtime_ns DESC LIMIT ?"
)


def _head_of(unread: _Unread) -> HeadRead | None:
    """None: it is gone. A file that may not be read counts as read, or it would be tried for ever."""
    try:
        read = read_head(unread.place.path)
    except FileNotFoundError:
        return None
    except OSError:
        return HeadRead(unread.id, unread.stamp, Head())
    return HeadRead(unread.id, read.stamp, read.head, read.content_id)
