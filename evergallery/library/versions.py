"""What tells one content of a file from the next, without reading it."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from stat import S_ISREG
from typing import NamedTuple

_INT64_MAX = 2**63 - 1
_S_NS = 1_000_000_000


class Stamp(NamedTuple):
    """Size and time of last change as the index keeps them (SQLite integers have 64 bits)."""

    size_bytes: int
    mtime_ns: int


def stamp_of(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, max(-_INT64_MAX, min(_INT64_MAX, found.st_mtime_ns)))


def stamp_of_file(path: str) -> Stamp | None:
    """Of a plain file; None for anything else: nothing there, a folder, a link."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return stamp_of(found) if S_ISREG(found.st_mode) else None


def content_key(path: str, stamp: Stamp) -> str:
    """32 hex digits that change whenever path, size or time of the file do."""
    text = b"%s\0%d\0%d" % (os.fsencode(path), stamp.size_bytes, stamp.mtime_ns)
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def version_of(path: str, stamp: Stamp) -> str:
    """The short form of `content_key` that goes into addresses."""
    return content_key(path, stamp)[:12]


def day_of(mtime_ns: int) -> int:
    """Ordinal of the local calendar day; times no calendar knows count as its first day."""
    try:
        return date.fromtimestamp(mtime_ns // _S_NS).toordinal()  # noqa: DTZ012 (local on purpose)
    except (ValueError, OverflowError, OSError):
        return 1


def day_name(day: int) -> str:
    """YYYY-MM-DD of an ordinal."""
    return date.fromordinal(max(1, day)).isoformat()
