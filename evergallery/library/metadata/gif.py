"""GIF and BMP, which hardly say more than their size."""

from __future__ import annotations

import os
from typing import BinaryIO

from .head import TEXT_BYTES_MAX, Head, Malformed, take, unpack

_BLOCKS_MAX = 256
_EXTENSION, _COMMENT = 0x21, 0xFE


def read_gif(file: BinaryIO) -> Head:
    """Screen size, and the comment if it stands in front of the first picture, as Pillow writes it."""
    header = take(file, 13)
    if header[:4] != b"GIF8":
        raise Malformed("no GIF header")
    width, height = unpack("<HH", header, 6)
    if header[10] & 0x80:
        file.seek(3 << (header[10] & 7) + 1, os.SEEK_CUR)
    return Head(width, height, _comment(file))


def _comment(file: BinaryIO) -> str:
    for _ in range(_BLOCKS_MAX):
        introducer = file.read(2)
        if len(introducer) < 2 or introducer[0] != _EXTENSION:
            break
        text = _sub_blocks(file)
        if introducer[1] == _COMMENT:
            return text.decode("utf-8", "replace")
    return ""


def _sub_blocks(file: BinaryIO) -> bytes:
    data = b""
    while len(data) < TEXT_BYTES_MAX:
        size = take(file, 1)[0]
        if size == 0:
            break
        data += take(file, size)
    return data


def read_bmp(file: BinaryIO) -> Head:
    """A negative height means rows from top to bottom."""
    header = take(file, 26)
    if header[:2] != b"BM":
        raise Malformed("no BMP header")
    width, height = unpack("<ii", header, 18)
    return Head(abs(width), abs(height))
