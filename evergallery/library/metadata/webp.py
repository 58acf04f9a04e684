"""WebP: RIFF chunks VP8X, VP8, VP8L and EXIF (RFC 9649)."""

from __future__ import annotations

import os
from typing import BinaryIO

from .exif import Exif, read_exif_at
from .head import Head, Malformed, take, turned, unpack

_CHUNKS_MAX = 4096


def read_webp(file: BinaryIO) -> Head:
    """EXIF lies behind the pixels, which are skipped."""
    header = take(file, 12)
    if header[:4] != b"RIFF" or header[8:] != b"WEBP":
        raise Malformed("no WebP header")
    width = height = 0
    exif = Exif()
    for _ in range(_CHUNKS_MAX):
        chunk = file.read(8)
        if len(chunk) < 8:
            break
        kind, (size,) = chunk[:4], unpack("<I", chunk, 4)
        end = file.tell() + size + (size & 1)
        if kind == b"EXIF":
            exif = read_exif_at(file, size)
        elif not width:
            width, height = _dimensions(kind, file.read(min(size, 10)))
            if kind != b"VP8X":
                break
        file.seek(end, os.SEEK_SET)
    return Head(*turned(width, height, exif.orientation), exif.comment)


def _dimensions(kind: bytes, data: bytes) -> tuple[int, int]:
    """A plain file starts with its pixels; only VP8X announces more chunks."""
    if kind == b"VP8X":
        low_w, high_w, low_h, high_h = unpack("<HBHB", data, 4)
        return (low_w | high_w << 16) + 1, (low_h | high_h << 16) + 1
    if kind == b"VP8 ":
        width, height = unpack("<HH", data, 6)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = unpack("<I", data, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise Malformed("pixels missing")
