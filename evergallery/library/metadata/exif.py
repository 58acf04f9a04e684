"""EXIF, which is a small TIFF file: UserComment (the hosts' infotext), orientation, dimensions.

Layout: TIFF 6.0 section 2; tags: Exif 2.32 table 4. Hosts write UserComment as `UNICODE\\0` and
UTF-16BE (piexif), whatever the byte order of the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from .head import TEXT_BYTES_MAX, Head, Malformed, take, turned, unpack

BLOCK_BYTES_MAX = 1 << 20

_WIDTH, _HEIGHT, _DESCRIPTION, _ORIENTATION = 0x0100, 0x0101, 0x010E, 0x0112
_EXIF_FOLDER, _USER_COMMENT = 0x8769, 0x9286
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1}
_ENTRIES_MAX = 512


@dataclass(frozen=True)
class Exif:
    """The few tags a gallery needs; zeros and empty text for those that are missing."""

    width: int = 0
    height: int = 0
    orientation: int = 1
    comment: str = ""


def read_exif(block: bytes) -> Exif:
    """`block` may start with `Exif\\0\\0`. Broken blocks give what could be read of them."""
    if block[:6] == b"Exif\0\0":
        block = block[6:]
    try:
        tags = _tags(block)
    except Malformed:
        return Exif()
    return Exif(
        width=_number(tags.get(_WIDTH)),
        height=_number(tags.get(_HEIGHT)),
        orientation=_number(tags.get(_ORIENTATION)) or 1,
        comment=_comment(tags.get(_USER_COMMENT)) or _comment(tags.get(_DESCRIPTION)),
    )


def read_tiff(file: BinaryIO) -> Head:
    """A TIFF file's tags usually lie at its start or its end: both within the first MiB or not read."""
    exif = read_exif(file.read(BLOCK_BYTES_MAX))
    return Head(*turned(exif.width, exif.height, exif.orientation), exif.comment)


def read_exif_at(file: BinaryIO, size: int) -> Exif:
    """The block of `size` bytes at the file's position; one that is too large is not looked at."""
    return read_exif(take(file, size)) if size <= BLOCK_BYTES_MAX else Exif()


_Value = tuple[str, int, bytes]
"""Byte order for `struct`, TIFF type, raw value."""


def _tags(block: bytes) -> dict[int, _Value]:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        raise Malformed("no TIFF header")
    tags = _folder_tags(block, order, unpack(order + "I", block, 4)[0])
    if _EXIF_FOLDER in tags:
        tags = _folder_tags(block, order, _number(tags[_EXIF_FOLDER])) | tags
    return tags


def _folder_tags(block: bytes, order: str, offset: int) -> dict[int, _Value]:
    (count,) = unpack(order + "H", block, offset)
    tags: dict[int, _Value] = {}
    for entry in range(offset + 2, offset + 2 + 12 * min(count, _ENTRIES_MAX), 12):
        tag, kind, length = unpack(order + "HHI", block, entry)
        size = _SIZES.get(kind, 0) * length
        start = entry + 8 if size <= 4 else unpack(order + "I", block, entry + 8)[0]
        tags[tag] = (order, kind, block[start : start + min(size, TEXT_BYTES_MAX)])
    return tags


def _number(value: _Value | None) -> int:
    if value is None or value[1] not in (3, 4):
        return 0
    order, kind, raw = value
    return unpack(order + ("H" if kind == 3 else "I"), raw)[0] if raw else 0


def _comment(value: _Value | None) -> str:
    if value is None:
        return ""
    _, kind, raw = value
    if kind == 2:
        return raw.rstrip(b"\0").decode("utf-8", "replace")
    return _user_comment(raw)


def _user_comment(raw: bytes) -> str:
    """Eight bytes name the character set; those who leave them empty mostly mean UTF-8."""
    charset, text = raw[:8], raw[8:]
    if charset == b"UNICODE\0":
        return text.decode(_utf16_order(text), "replace")
    if charset.strip(b"\0 ") in (b"", b"ASCII"):
        return text.rstrip(b"\0").decode("utf-8", "replace")
    return raw.rstrip(b"\0").decode("utf-8", "replace")


def _utf16_order(text: bytes) -> str:
    """Latin text has its zeros in the high bytes, which tells the order where no BOM does."""
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    return "utf-16-le" if text[1::2].count(0) > text[0::2].count(0) else "utf-16-be"
