"""The head of a file: dimensions and infotext from a few bytes, whatever the format."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from evergallery.log import get_logger

from .contents import content_id
from .metadata.boxes import read_avif, read_jp2, read_jxl, read_mp4
from .metadata.exif import read_tiff
from .metadata.gif import read_bmp, read_gif
from .metadata.head import Head, clean_text
from .metadata.jpeg import read_jpeg
from .metadata.png import SIGNATURE, read_png
from .metadata.webp import read_webp
from .versions import Stamp, stamp_of

_log = get_logger("library")

_SIDE_MAX = 1 << 24
"""Larger than any picture; keeps width × height within SQLite's integers."""

_READERS: tuple[tuple[bytes, int, Callable[[BinaryIO], Head]], ...] = (
    (SIGNATURE, 0, read_png),
    (b"\xff\xd8", 0, read_jpeg),
    (b"WEBP", 8, read_webp),
    (b"GIF8", 0, read_gif),
    (b"BM", 0, read_bmp),
    (b"II*\0", 0, read_tiff),
    (b"MM\0*", 0, read_tiff),
    (b"ftypavif", 4, read_avif),
    (b"ftypavis", 4, read_avif),
    (b"ftypmif1", 4, read_avif),
    (b"JXL ", 4, read_jxl),
    (b"\xff\x0a", 0, read_jxl),
    (b"jP  ", 4, read_jp2),
    (b"ftyp", 4, read_mp4),
)
"""(magic bytes, where they stand, reader), first match wins; hosts mislabel files, so no extension."""


class Reading(NamedTuple):
    """What the file says, and which content said it."""

    head: Head
    stamp: Stamp
    content_id: bytes


def read_head(path: str) -> Reading:
    """The file in a few reads, however large it is.

    Raises OSError when the file cannot be read at all; a malformed one gives an empty Head.
    """
    with open(path, "rb", opener=_open_itself) as file:
        stamp = stamp_of(os.fstat(file.fileno()))
        head = _read(file)
        found = content_id(file)
    return Reading(_bounded(head), stamp, found)


def _open_itself(path: str, flags: int) -> int:
    """Not what a link that took the file's place points to."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _read(file: BinaryIO) -> Head:
    start = file.read(16)
    for magic, offset, reader in _READERS:
        if start.startswith(magic, offset):
            file.seek(0)
            return _tolerant(reader, file)
    return Head()


def _tolerant(reader: Callable[[BinaryIO], Head], file: BinaryIO) -> Head:
    """Every length and offset in these files is the word of a stranger."""
    try:
        return reader(file)
    except (ValueError, IndexError, OverflowError) as error:
        _log.debug("a file's head was not understood: %s", error)
        return Head()


def _bounded(head: Head) -> Head:
    width, height = head.width, head.height
    if not (0 < width < _SIDE_MAX and 0 < height < _SIDE_MAX):
        width = height = 0
    return Head(width, height, clean_text(head.infotext))
