"""The result every reader of a file's head has in common, and the bounds they keep."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

TEXT_BYTES_MAX = 256 * 1024
"""More than any prompt; a larger text is cut, so that no file can fill memory or the index."""

TEXT_MAX = 64 * 1024
"""Characters of infotext that are kept."""


@dataclass(frozen=True)
class Head:
    """Size in pixels as the picture is to be seen (0 = not told), and the infotext ("" = none)."""

    width: int = 0
    height: int = 0
    infotext: str = ""


class Malformed(ValueError):
    """The bytes are not what they claim to be. Never leaves library/, so it is not of the tree."""


def take(file: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes; raises Malformed where the file ends before."""
    data = file.read(size)
    if len(data) != size:
        raise Malformed("the file ends early")
    return data


def unpack(layout: str, data: bytes, offset: int = 0) -> tuple[int, ...]:
    """Integers from `data`; raises Malformed where it ends before."""
    try:
        return struct.unpack_from(layout, data, offset)
    except struct.error as error:
        raise Malformed("a field is cut off") from error


def turned(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Width and height after the EXIF orientation; 5 to 8 lay the picture on its side."""
    return (height, width) if 5 <= orientation <= 8 else (width, height)


def clean_text(text: str) -> str:
    """Bounded, without NUL and lone surrogates: SQLite and JSON take it as it is."""
    kept = text[:TEXT_MAX].replace("\0", "")
    return kept.encode("utf-8", "replace").decode("utf-8").strip()
