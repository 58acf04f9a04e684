"""What changes something: done once for each key, and then told to whoever shows it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from evergallery.errors import ItemGone, ItemUnknown

from .answers import Marked
from .changes import Changes
from .heads import Reading, read_head
from .index import Index
from .journal import Action, once
from .marks import note_content, set_favourite
from .records import Outcome
from .rows import stored_item

Answer = TypeVar("Answer")


class Actions:
    """Every method may be called from any thread, takes the Action first, and raises ActionConflict."""

    def __init__(self, index: Index, changes: Changes) -> None:
        self._index = index
        self._changes = changes

    def mark(self, action: Action, item_id: int, favourite: bool, version: str) -> Marked:
        """Raises ItemUnknown, and ItemGone when nobody can tell any more what the file held."""
        read = self._content_now(item_id)

        def work(db: sqlite3.Connection, outcome: Outcome) -> Marked:
            if isinstance(read, Exception):
                raise read
            if read is not None:
                note_content(db, item_id, read.stamp, read.content_id)
            outcome.changed_ids += set_favourite(db, item_id, favourite, version)
            return Marked(item_id, favourite)

        return self._do(action, Marked, work)

    def _content_now(self, item_id: int) -> Reading | ItemUnknown | ItemGone | None:
        """None when the index knows the content. A failure is for later: what was done already stays done,
        also when its picture has gone since."""
        try:
            with self._index.reading() as db:
                stored = stored_item(db, item_id)
            return None if stored.content_id else read_head(stored.place.path)
        except ItemUnknown as error:
            return error
        except OSError:
            return ItemGone()

    def _do(
        self,
        action: Action,
        kind: type[Answer],
        work: Callable[[sqlite3.Connection, Outcome], Answer],
    ) -> Answer:
        """Urgent, because a person waits for it; a scan's transactions are short enough to wait for."""
        outcome = Outcome()
        written = self._index.write(
            lambda db: once(db, action, kind, lambda: work(db, outcome)),
            is_urgent=True,
            is_lasting=True,
        )
        answer = written.result()
        self._changes.note(outcome)
        self._changes.flush()
        return answer
