"""Rows of the index as they travel: SQLite builds the tuples, Python hands them on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from evergallery.errors import ItemUnknown

from . import names
from .answers import Row
from .paths import Place
from .versions import Stamp

_ROWS_OF = (
    "SELECT item.id, item.name, item.width, item.height, item.mtime_ns / 1000000000,"
    " item.size_bytes, item.version, item.kind, item.color, coalesce(mark.flags, 0)"
    " FROM json_each(?) AS wanted CROSS JOIN item ON item.id = wanted.value"
    " LEFT JOIN mark ON mark.content_id = item.content_id"
)


def rows_of(db: sqlite3.Connection, ids: Sequence[int]) -> list[Row]:
    """One row per id, in this order; one that is gone keeps its place with an empty name."""
    found: list[Row] = db.execute(_ROWS_OF, (json.dumps(list(ids)),)).fetchall()
    if len(found) == len(ids):
        return found
    by_id = {row[0]: row for row in found}
    return [by_id.get(item_id) or vanished(item_id) for item_id in ids]


def vanished(item_id: int) -> Row:
    return (item_id, "", 0, 0, 0, 0, "", "image", -1, 0)


class StoredItem(NamedTuple):
    """Where an item's file is, and which content of it the index knows."""

    id: int
    place: Place
    stamp: Stamp
    version: str
    shown_name: str
    kind: str
    content_id: bytes


_STORED = (
    "SELECT item.id, folder.path, item.file, size_bytes, item.mtime_ns, version, item.name, kind,"
    " content_id FROM json_each(?) AS wanted CROSS JOIN item ON item.id = wanted.value"
    " JOIN folder ON folder.id = item.folder WHERE folder.is_shown"
)


def stored_item(db: sqlite3.Connection, item_id: int) -> StoredItem:
    """Raises ItemUnknown, also for what is hidden at the moment."""
    found = stored_items(db, [item_id]).get(item_id)
    if found is None:
        raise ItemUnknown
    return found


def stored_items(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, StoredItem]:
    """By id, without those that are unknown or hidden at the moment."""
    rows = db.execute(_STORED, (json.dumps(list(ids)),))
    return {row[0]: _stored(row) for row in rows}


def _stored(row: tuple[Any, ...]) -> StoredItem:
    place = Place(names.from_stored(row[1]), names.from_stored(row[2]))
    return StoredItem(row[0], place, Stamp(row[3], row[4]), *row[5:])


class DetailRow(NamedTuple):
    """The index's knowledge of one item beyond its row."""

    name: str
    folder: int
    folder_name: str
    width: int
    height: int
    size_bytes: int
    mtime_s: int
    version: str
    kind: str
    is_read: int
    infotext: str
    marks: int


_DETAIL = (
    "SELECT item.name, folder.id, folder.name, width, height, size_bytes,"
    " item.mtime_ns / 1000000000, version, kind, is_read, coalesce(infotext, ''),"
    " coalesce(flags, 0)"
    " FROM item JOIN folder ON folder.id = item.folder LEFT JOIN detail ON detail.id = item.id"
    " LEFT JOIN mark ON mark.content_id = item.content_id WHERE item.id = ?"
)


def detail_row(db: sqlite3.Connection, item_id: int) -> DetailRow:
    """Raises ItemUnknown."""
    row = db.execute(_DETAIL, (item_id,)).fetchone()
    if row is None:
        raise ItemUnknown
    return DetailRow(*row)
