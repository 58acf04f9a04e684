"""JPEG: frame header, EXIF and comment (ITU T.81 annex B)."""

from __future__ import annotations

import os
from typing import BinaryIO

from .exif import Exif, read_exif
from .head import Head, Malformed, take, turned, unpack

_SEGMENTS_MAX = 512
_EXIF, _COMMENT, _SCAN, _END = 0xE1, 0xFE, 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset([*range(0xD0, 0xD9), 0x01, 0xFF])


def read_jpeg(file: BinaryIO) -> Head:
    """Segments up to the first scan; comments carry the infotext where there is no EXIF."""
    if take(file, 2) != b"\xff\xd8":
        raise Malformed("no SOI")
    width = height = 0
    exif, comment = Exif(), ""
    for _ in range(_SEGMENTS_MAX):
        marker, size = _segment(file)
        if marker in (_SCAN, _END):
            break
        if marker in _FRAMES:
            _, height, width = unpack(">BHH", take(file, size))
        elif marker == _EXIF:
            found = read_exif(take(file, size))
            exif = found if found != Exif() else exif
        elif marker == _COMMENT:
            comment = take(file, size).decode("utf-8", "replace")
        else:
            file.seek(size, os.SEEK_CUR)
    return Head(*turned(width, height, exif.orientation), exif.comment or comment)


def _segment(file: BinaryIO) -> tuple[int, int]:
    """The next marker and how many bytes belong to it."""
    mark, marker = take(file, 2)
    if mark != 0xFF:
        raise Malformed("no marker")
    while marker == 0xFF:
        (marker,) = take(file, 1)
    if marker in _BARE or marker == _END:
        return marker, 0
    (size,) = unpack(">H", take(file, 2))
    if size < 2:
        raise Malformed("a segment shorter than its length field")
    return marker, size - 2
