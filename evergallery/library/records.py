"""What the writer does to the index; every function runs inside its transaction."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from . import formats, names
from .metadata.head import Head
from .paths import Place, is_empty, is_itself
from .versions import Stamp, day_of, version_of


class NewFile(NamedTuple):
    """A file that a listing showed and the index did not know."""

    name: str
    stamp: Stamp


class KnownFile(NamedTuple):
    """A file as the index knew it before a listing began."""

    id: int
    name: str
    stamp: Stamp


class Rewritten(NamedTuple):
    """A known file whose size or time is another now."""

    known: KnownFile
    stamp: Stamp


@dataclass(frozen=True)
class FolderDifference:
    """What a listing of one folder found to be different; `ancestry` ends with the folder itself.

    `mtime_ns` None: leave the stored one, this is not the last piece of the folder.
    """

    ancestry: Sequence[str]
    mtime_ns: int | None
    added: Sequence[NewFile] = ()
    rewritten: Sequence[Rewritten] = ()
    gone: Sequence[KnownFile] = ()


@dataclass
class Outcome:
    """What a transaction changed, for those who must be told."""

    has_new_items: bool = False
    changed_ids: list[int] = field(default_factory=list)
    has_new_folders: bool = False

    def __bool__(self) -> bool:
        return self.has_new_items or self.has_new_folders or bool(self.changed_ids)


def merged(outcomes: Iterable[Outcome]) -> Outcome:
    """One for many; the iterable may do its work only now."""
    whole = Outcome()
    for outcome in outcomes:
        whole.has_new_items |= outcome.has_new_items
        whole.has_new_folders |= outcome.has_new_folders
        whole.changed_ids += outcome.changed_ids
    return whole


def ensure_folder(db: sqlite3.Connection, ancestry: Sequence[str], outcome: Outcome) -> int:
    """Id of the last folder of `ancestry`; missing ones are added.

    A known one without a parent was a root of its own once and is put in its place.
    """
    row = _folder_row(db, ancestry[-1])
    if row is not None and (row[1] is not None or len(ancestry) == 1):
        return row[0]
    parent = ensure_folder(db, ancestry[:-1], outcome) if len(ancestry) > 1 else None
    outcome.has_new_folders = True
    if row is not None:
        db.execute("UPDATE folder SET parent = ? WHERE id = ?", (parent, row[0]))
        return row[0]
    name = names.shown(os.path.basename(ancestry[-1]) or ancestry[-1])
    added = db.execute(
        "INSERT INTO folder (parent, path, name) VALUES (?, ?, ?)",
        (parent, names.stored(ancestry[-1]), name),
    )
    return int(added.lastrowid or 0)


def _folder_row(db: sqlite3.Connection, path: str) -> tuple[int, int | None] | None:
    row: tuple[int, int | None] | None = db.execute(
        "SELECT id, parent FROM folder WHERE path = ?", (names.stored(path),)
    ).fetchone()
    return row


def apply_difference(db: sqlite3.Connection, difference: FolderDifference) -> Outcome:
    """A listing is older than what single files told meanwhile, so it only wins where nothing did."""
    outcome = Outcome()
    path = difference.ancestry[-1]
    folder = ensure_folder(db, difference.ancestry, outcome)
    _add(db, folder, path, difference.added, outcome)
    for rewritten in difference.rewritten:
        _rewrite(db, path, rewritten, outcome)
    _remove_gone(db, difference.ancestry, difference.gone, outcome)
    if difference.mtime_ns is not None:
        db.execute("UPDATE folder SET mtime_ns = ? WHERE id = ?", (difference.mtime_ns, folder))
    return outcome


_ADD = (
    "INSERT INTO item (folder, file, name, name_key, kind, size_bytes, mtime_ns, day, version)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (folder, file) DO NOTHING"
)


def _add(
    db: sqlite3.Connection, folder: int, path: str, added: Sequence[NewFile], outcome: Outcome
) -> None:
    before = db.total_changes
    db.executemany(_ADD, [_new_row(folder, Place(path, new.name), new.stamp) for new in added])
    outcome.has_new_items |= db.total_changes > before


def _new_row(folder: int, place: Place, stamp: Stamp) -> tuple[object, ...]:
    name = names.shown(place.name)
    known = formats.format_of(place.name)
    return (
        folder,
        names.stored(place.name),
        name,
        names.sort_key(name),
        known.kind if known else "image",
        stamp.size_bytes,
        stamp.mtime_ns,
        day_of(stamp.mtime_ns),
        version_of(place.path, stamp),
    )


_REWRITE = (
    "UPDATE item SET size_bytes = ?, mtime_ns = ?, day = ?, version = ?, content_id = x'',"
    " is_read = 0"
    " WHERE id = ? AND size_bytes = ? AND mtime_ns = ?"
)


def _rewrite(db: sqlite3.Connection, folder: str, rewritten: Rewritten, outcome: Outcome) -> None:
    known, stamp = rewritten
    version = version_of(os.path.join(folder, known.name), stamp)
    values = (*stamp, day_of(stamp.mtime_ns), version, known.id, *known.stamp)
    if db.execute(_REWRITE, values).rowcount:
        outcome.changed_ids.append(known.id)
        outcome.has_new_items |= stamp != known.stamp  # date and size order may be another


def _remove_gone(
    db: sqlite3.Connection, ancestry: Sequence[str], gone: Sequence[KnownFile], outcome: Outcome
) -> None:
    """Looks once more: a file may have come back between the listing and now.

    With an empty root nothing is removed: that is how a drive that was taken away looks.
    """
    if not gone or is_empty(ancestry[0]):
        return
    for known in gone:
        if not os.path.lexists(os.path.join(ancestry[-1], known.name)):
            removed = db.execute("DELETE FROM item WHERE id = ?", (known.id,)).rowcount
            outcome.has_new_items |= bool(removed)


@dataclass(frozen=True)
class Arrival:
    """One file looked at on its own; `stamp` None means it is not there."""

    place: Place
    ancestry: Sequence[str]
    stamp: Stamp | None
    head: Head | None
    content_id: bytes = b""


def apply_arrival(db: sqlite3.Connection, arrival: Arrival) -> Outcome:
    """The file's row as it is now; an overwritten file keeps its id."""
    outcome = Outcome()
    known = _known_file(db, arrival.place)
    if arrival.stamp is None:
        if known is not None:
            _remove_gone(db, arrival.ancestry, [known], outcome)
        return outcome
    if known is None:
        folder = ensure_folder(db, arrival.ancestry, outcome)
        _add(
            db, folder, arrival.place.folder, [NewFile(arrival.place.name, arrival.stamp)], outcome
        )
        known = _known_file(db, arrival.place)
    elif known.stamp != arrival.stamp:
        _rewrite(db, arrival.place.folder, Rewritten(known, arrival.stamp), outcome)
    if known is not None and arrival.head is not None:
        read = HeadRead(known.id, arrival.stamp, arrival.head, arrival.content_id)
        _store_head(db, read, outcome)
    return outcome


def is_known(db: sqlite3.Connection, place: Place, stamp: Stamp) -> bool:
    """Whether the index has the file with exactly this content, its head included."""
    known = _known_file(db, place)
    if known is None or known.stamp != stamp:
        return False
    return bool(db.execute("SELECT is_read FROM item WHERE id = ?", (known.id,)).fetchone()[0])


def _known_file(db: sqlite3.Connection, place: Place) -> KnownFile | None:
    row = db.execute(
        "SELECT item.id, size_bytes, item.mtime_ns FROM item JOIN folder ON folder.id = item.folder"
        " WHERE folder.path = ? AND file = ?",
        (names.stored(place.folder), names.stored(place.name)),
    ).fetchone()
    return KnownFile(int(row[0]), place.name, Stamp(row[1], row[2])) if row else None


class HeadRead(NamedTuple):
    """A head, and which content of the file it was read from; empty when it could not be read."""

    id: int
    stamp: Stamp
    head: Head
    content_id: bytes = b""


_STORE_HEAD = (
    "UPDATE item SET width = ?, height = ?, pixels = ?, content_id = ?, is_read = 1"
    " WHERE id = ? AND size_bytes = ? AND mtime_ns = ?"
)
_STORE_DETAIL = (
    "INSERT INTO detail SELECT id, name, ? FROM item WHERE id = ?"
    " ON CONFLICT (id) DO UPDATE SET infotext = excluded.infotext"
)


def store_heads(db: sqlite3.Connection, heads: Sequence[HeadRead]) -> Outcome:
    outcome = Outcome()
    for read in heads:
        _store_head(db, read, outcome)
    return outcome


def _store_head(db: sqlite3.Connection, read: HeadRead, outcome: Outcome) -> None:
    """Nothing happens when the row speaks of another content by now."""
    head = read.head
    pixels = head.width * head.height
    values = (head.width, head.height, pixels, read.content_id, read.id, *read.stamp)
    if db.execute(_STORE_HEAD, values).rowcount:
        db.execute(_STORE_DETAIL, (head.infotext, read.id))
        outcome.changed_ids.append(read.id)


def store_color(db: sqlite3.Connection, item_id: int, version: str, color: int) -> None:
    db.execute("UPDATE item SET color = ? WHERE id = ? AND version = ?", (color, item_id, version))


def remove_folder(db: sqlite3.Connection, ancestry: Sequence[str]) -> Outcome:
    """The last of `ancestry` and everything below it, unless it came back or its root is away."""
    outcome = Outcome()
    row = _folder_row(db, ancestry[-1])
    if row is None or is_itself(ancestry[-1]) or is_empty(ancestry[0]):
        return outcome
    doomed = json.dumps([below[0] for below in db.execute(_SUBTREE, (row[0],))])
    removed = db.execute(_REMOVE_ITEMS, (doomed,)).rowcount
    db.execute(_REMOVE_FOLDERS, (doomed,))
    outcome.has_new_folders = True
    outcome.has_new_items = bool(removed)
    return outcome


_REMOVE_ITEMS = "DELETE FROM item WHERE folder IN (SELECT value FROM json_each(?))"
_REMOVE_FOLDERS = "DELETE FROM folder WHERE id IN (SELECT value FROM json_each(?))"
_SUBTREE = (
    "WITH RECURSIVE below(id) AS (SELECT ? UNION"
    " SELECT folder.id FROM folder JOIN below ON folder.parent = below.id) SELECT id FROM below"
)


def show_folders(db: sqlite3.Connection, is_shown: Callable[[str], bool]) -> Outcome:
    """Decide for every folder whether it can be seen.

    What is hidden keeps its rows: a drive that comes back brings its pictures back at once.
    """
    outcome = Outcome()
    for folder, path, was_shown in db.execute("SELECT id, path, is_shown FROM folder").fetchall():
        shown = is_shown(names.from_stored(path))
        if shown != bool(was_shown):
            db.execute("UPDATE folder SET is_shown = ? WHERE id = ?", (shown, folder))
            outcome.has_new_items = outcome.has_new_folders = True
    return outcome
