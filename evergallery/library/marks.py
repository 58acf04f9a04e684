"""What people say about a picture; every function runs inside a transaction of the writer.

A mark belongs to the content and not to the file: the row in `mark` stays when its file is renamed,
moved, hidden or gone, and counts again as soon as a file with that content is found. So all copies
of a picture are marked together. All users of a library share its marks, as they share its pictures.
"""

from __future__ import annotations

import sqlite3
import time

from evergallery.errors import ItemUnknown

from .versions import Stamp

FAVOURITE = 1
"""Bits of `mark.flags` and of a row's `marks`."""


def note_content(db: sqlite3.Connection, item_id: int, stamp: Stamp, content_id: bytes) -> None:
    """Which content the file held when it had this stamp; nothing if it is another by now."""
    db.execute(
        "UPDATE item SET content_id = ? WHERE id = ? AND size_bytes = ? AND mtime_ns = ?",
        (content_id, item_id, *stamp),
    )


def set_favourite(
    db: sqlite3.Connection, item_id: int, favourite: bool, version: str = ""
) -> list[int]:
    """Ids of all items with the same content. Raises ItemUnknown, also while the content is unknown.

    `version`: the one the person looked at, "" for any. A page that was away may come back with ids of an
    index that was lost meanwhile, and an id must not mark whatever bears it now.
    """
    row = db.execute("SELECT content_id, version FROM item WHERE id = ?", (item_id,)).fetchone()
    if row is None or not row[0]:
        raise ItemUnknown
    if version not in ("", row[1]):
        raise ItemUnknown("This picture is another one by now.")
    _set_flag(db, row[0], FAVOURITE if favourite else 0)
    same = "SELECT id FROM item WHERE content_id = ? AND content_id <> x''"
    return [found[0] for found in db.execute(same, (row[0],))]


_SET_FLAG = (
    "INSERT INTO mark (content_id, flags, changed_s) VALUES (?, ?, ?)"
    " ON CONFLICT (content_id) DO UPDATE SET flags = (flags & ~?) | excluded.flags,"
    " changed_s = excluded.changed_s"
)


def _set_flag(db: sqlite3.Connection, content_id: bytes, flags: int) -> None:
    """A row without any flag is none: what nobody says anything about takes no room."""
    db.execute(_SET_FLAG, (content_id, flags, int(time.time()), FAVOURITE))
    db.execute("DELETE FROM mark WHERE content_id = ? AND flags = 0", (content_id,))
