"""Files made of ISO boxes: AVIF, JPEG 2000, JPEG XL, MP4 (ISO/IEC 14496-12, 15444-1, 18181-2, 23008-12)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from .exif import BLOCK_BYTES_MAX, Exif, read_exif
from .head import Head, Malformed, take, turned, unpack

_BOXES_MAX = 1024
_ITEMS_MAX = 512


class Box(NamedTuple):
    """Where the content of a box starts, and how long it is."""

    kind: bytes
    start: int
    size: int


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two positions; size 0 reaches to the end, size 1 has 64 bits behind it."""
    for _ in range(_BOXES_MAX):
        if start + 8 > end:
            return
        file.seek(start)
        header = take(file, 8)
        (size,), kind, length = unpack(">I", header), header[4:], 8
        if size == 1:
            (size,), length = unpack(">Q", take(file, 8)), 16
        elif size == 0:
            size = end - start
        if size < length:
            raise Malformed("a box shorter than its header")
        yield Box(kind, start + length, min(size, end - start) - length)
        start += size


def _all(file: BinaryIO) -> Iterator[Box]:
    return boxes(file, 0, file.seek(0, os.SEEK_END))


def _find(found: Iterator[Box], kind: bytes) -> Box:
    for box in found:
        if box.kind == kind:
            return box
    raise Malformed(f"no {kind!r} box")


def _inside(file: BinaryIO, box: Box, skip: int = 0) -> Iterator[Box]:
    return boxes(file, box.start + skip, box.start + box.size)


def _content(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.start)
    return take(file, min(box.size, BLOCK_BYTES_MAX))


def read_jp2(file: BinaryIO) -> Head:
    """`ihdr` inside `jp2h`: height, then width."""
    header = _find(_inside(file, _find(_all(file), b"jp2h")), b"ihdr")
    height, width = unpack(">II", _content(file, header))
    return Head(width, height)


def read_mp4(file: BinaryIO) -> Head:
    """The first track with a size is the picture; `tkhd` ends with it in 16.16 fixed point."""
    for track in _inside(file, _find(_all(file), b"moov")):
        if track.kind == b"trak":
            header = _content(file, _find(_inside(file, track), b"tkhd"))
            width, height = unpack(">II", header, max(0, len(header) - 8))
            if width and height:
                return Head(width >> 16, height >> 16)
    raise Malformed("no picture track")


def read_avif(file: BinaryIO) -> Head:
    """The size is a property (`ispe`) of the largest item; EXIF is an item of its own."""
    meta = _find(_all(file), b"meta")
    parts = {box.kind: box for box in _inside(file, meta, 4)}
    if b"iprp" not in parts:
        raise Malformed("no properties")
    width, height = _largest_item(file, parts[b"iprp"])
    return Head(width, height, _exif_item(file, parts).comment)


def _largest_item(file: BinaryIO, properties: Box) -> tuple[int, int]:
    """Tiles of a grid, alpha planes and thumbnails are never larger than the picture.

    How it is turned is a property too (`irot`, quarter turns); EXIF has no say in that here.
    """
    container = _find(_inside(file, properties), b"ipco")
    found = [(box.kind, _content(file, box)) for box in _inside(file, container)]
    sizes = [unpack(">II", data, 4) for kind, data in found if kind == b"ispe"]
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    quarters = next((data[0] for kind, data in found if kind == b"irot" and data), 0)
    return (height, width) if quarters & 1 else (width, height)


def _exif_item(file: BinaryIO, parts: dict[bytes, Box]) -> Exif:
    if b"iinf" not in parts or b"iloc" not in parts:
        return Exif()
    item_id = _exif_item_id(file, parts[b"iinf"])
    place = _item_places(_content(file, parts[b"iloc"])).get(item_id)
    if place is None or place[1] > BLOCK_BYTES_MAX:
        return Exif()
    file.seek(place[0])
    data = take(file, place[1])
    # the first four bytes say how far the TIFF header is behind them
    return read_exif(data[4 + unpack(">I", data)[0] :])


def _exif_item_id(file: BinaryIO, infos: Box) -> int:
    version = _content(file, infos)[0]
    for info in _inside(file, infos, 6 if version == 0 else 8):
        data = _content(file, info)
        layout = ">H2x4s" if data[:1] == b"\2" else ">I2x4s"
        if info.kind == b"infe" and data[4 + (4 if layout[1] == "H" else 6) :][:4] == b"Exif":
            return unpack(">H" if layout[1] == "H" else ">I", data, 4)[0]
    return -1


def _item_places(data: bytes) -> dict[int, tuple[int, int]]:
    """`iloc` → id: (offset, length) of items that lie in the file in one piece."""
    version, sizes = data[0], unpack(">H", data, 4)[0]
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    reader = _Fields(data, 6)
    places: dict[int, tuple[int, int]] = {}
    for _ in range(min(reader.number(2 if version < 2 else 4), _ITEMS_MAX)):
        item_id = reader.number(2 if version < 2 else 4)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        base = reader.number(base_size)
        extents = []
        for _ in range(min(reader.number(2), _ITEMS_MAX)):
            reader.number(index_size)
            extents.append((base + reader.number(offset_size), reader.number(length_size)))
        if method == 0 and len(extents) == 1:
            places[item_id] = extents[0]
    return places


class _Fields:
    """Big-endian numbers of varying width, one after the other."""

    def __init__(self, data: bytes, offset: int) -> None:
        self._data = data
        self._offset = offset

    def number(self, size: int) -> int:
        raw = self._data[self._offset : self._offset + size]
        if len(raw) != size:
            raise Malformed("a field is cut off")
        self._offset += size
        return int.from_bytes(raw, "big")


def read_jxl(file: BinaryIO) -> Head:
    """A bare codestream, or boxes around one (`jxlc`, or `jxlp` in pieces) and an `Exif`."""
    if take(file, 2) == b"\xff\x0a":
        return Head(*_jxl_dimensions(take(file, 12)))
    exif, width, height = Exif(), 0, 0
    for box in _all(file):
        if box.kind == b"Exif":
            data = _content(file, box)
            exif = read_exif(data[4 + unpack(">I", data)[0] :])
        elif box.kind in (b"jxlc", b"jxlp") and not width:
            data = _content(file, box._replace(size=min(box.size, 32)))
            width, height = _jxl_dimensions(data[6 if box.kind == b"jxlp" else 2 :])
    return Head(*turned(width, height, exif.orientation), exif.comment)


_JXL_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def _jxl_dimensions(data: bytes) -> tuple[int, int]:
    """SizeHeader of ISO/IEC 18181-1: bits from the lowest up, behind the signature FF 0A."""
    bits = int.from_bytes(data.ljust(12, b"\0"), "little")

    def take_bits(count: int) -> int:
        nonlocal bits
        value = bits & (1 << count) - 1
        bits >>= count
        return value

    def length(is_small: int) -> int:
        return (take_bits(5) + 1) * 8 if is_small else take_bits((9, 13, 18, 30)[take_bits(2)]) + 1

    is_small = take_bits(1)
    height = length(is_small)
    ratio = take_bits(3)
    if ratio:
        across, down = _JXL_RATIOS[ratio - 1]
        return height * across // down, height
    return length(is_small), height
