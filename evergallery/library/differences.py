"""A listing of a folder compared with what the index knew before it began."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from . import names
from .paths import Listing
from .records import FolderDifference, KnownFile, NewFile, Rewritten
from .versions import Stamp, stamp_of

T = TypeVar("T")

PIECE = 500
"""Rows per transaction: some 20 ms, so that a picture just saved hardly waits for a scan."""

_SETTLED_NS = 2_000_000_000
"""A folder changed less than two seconds ago may change again within the same tick of its clock
(FAT counts in two seconds): its time is not trusted, and it is listed again next time."""


class KnownFolder(NamedTuple):
    """A folder as the index knows it."""

    id: int
    mtime_ns: int


def known_folder(db: sqlite3.Connection, path: str) -> KnownFolder | None:
    row = db.execute(
        "SELECT id, mtime_ns FROM folder WHERE path = ?", (names.stored(path),)
    ).fetchone()
    return KnownFolder(*row) if row else None


def known_subfolders(db: sqlite3.Connection, folder: int) -> list[str]:
    rows = db.execute("SELECT path FROM folder WHERE parent = ?", (folder,))
    return [names.from_stored(row[0]) for row in rows]


def known_files(db: sqlite3.Connection, folder: int) -> dict[str, KnownFile]:
    rows = db.execute("SELECT id, file, size_bytes, mtime_ns FROM item WHERE folder = ?", (folder,))
    return {
        (name := names.from_stored(file)): KnownFile(item_id, name, Stamp(size_bytes, mtime_ns))
        for item_id, file, size_bytes, mtime_ns in rows
    }


def differences(
    listing: Listing, ancestry: Sequence[str], known: dict[str, KnownFile]
) -> Iterator[FolderDifference]:
    """In pieces of bounded size; the folder's time comes with the last, when all is in."""
    added, rewritten = _compared(listing, known)
    gone = list(known.values())
    yield from (FolderDifference(ancestry, None, added=piece) for piece in _pieces(added))
    yield from (FolderDifference(ancestry, None, rewritten=piece) for piece in _pieces(rewritten))
    yield from (FolderDifference(ancestry, None, gone=piece) for piece in _pieces(gone))
    yield FolderDifference(ancestry, _trusted(listing.mtime_ns))


def _compared(
    listing: Listing, known: dict[str, KnownFile]
) -> tuple[list[NewFile], list[Rewritten]]:
    """Takes what was found again out of `known`; what remains there is gone."""
    added: list[NewFile] = []
    rewritten: list[Rewritten] = []
    for name, found in listing.files:
        stamp = stamp_of(found)
        before = known.pop(name, None)
        if before is None:
            added.append(NewFile(name, stamp))
        elif before.stamp != stamp:
            rewritten.append(Rewritten(before, stamp))
    added.sort(key=lambda new: new.stamp.mtime_ns, reverse=True)
    return added, rewritten


def _trusted(mtime_ns: int) -> int:
    return mtime_ns if time.time_ns() - mtime_ns > _SETTLED_NS else 0


def _pieces(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(whole), PIECE):
        yield whole[start : start + PIECE]
