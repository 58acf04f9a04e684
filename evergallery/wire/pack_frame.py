"""The binary frame that carries thumbnails: many in one, or a large one in slices.

Big-endian. Head: u8 version, u8 flags (bit 0: the last frame of its pack), u32 token. Then entries until the end:
u16 index in the list that was asked, u8 kind, u32 length, that many bytes. Twin of
javascript/evergallery/wire/pack_frame.mjs; both run tests/vectors/pack_frames.json.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from evergallery.errors import WireError

from .messages import MAX_BATCH_BYTES, MAX_MESSAGE_BYTES, MAX_PACK_ITEMS

VERSION = 1
MAX_SOCKET_FRAME_BYTES = MAX_MESSAGE_BYTES
MAX_HTTP_FRAME_BYTES = MAX_BATCH_BYTES

_LAST = 1
_HEAD = struct.Struct(">BBI")
_ENTRY = struct.Struct(">HBI")
HEAD_BYTES = _HEAD.size
ENTRY_HEAD_BYTES = _ENTRY.size

# No thumbnail comes near: the largest setting makes some 600 kB of the worst noise.
MAX_PICTURE_BYTES = 4 * 1024 * 1024


class PackKind(IntEnum):
    """What an entry says about its picture."""

    COMPLETE = 0  # its bytes, or the end of a sliced one
    SLICE = 1  # more of this picture follows in the next frame
    BROKEN = 2  # cannot be shown: no decoder for it, or a broken file
    GONE = 3  # no such picture any more
    LATER = 4  # not in this answer: ask again


class PackEntry(NamedTuple):
    """`place` is the position in the asked list; `data` a WebP picture, or b""."""

    place: int
    kind: PackKind
    data: bytes | memoryview = b""


class PackFrame(NamedTuple):
    token: int
    is_last: bool
    entries: list[PackEntry]


def encode_frames(
    token: int, entries: Iterable[PackEntry], limit_bytes: int = MAX_SOCKET_FRAME_BYTES
) -> list[bytes]:
    """A whole pack; without entries one empty frame, which ends it."""
    waiting = deque(entries)
    frames = [next_frame(token, waiting, limit_bytes)]
    while waiting:
        frames.append(next_frame(token, waiting, limit_bytes))
    return frames


def next_frame(
    token: int,
    waiting: deque[PackEntry],
    limit_bytes: int = MAX_SOCKET_FRAME_BYTES,
    *,
    is_all: bool = True,
) -> bytes:
    """One frame of what waits, which is taken off `waiting`. `is_all`: nothing will be added to that.

    A frame is filled before the next begins: the rest of a picture that does not fit waits at the front. `limit_bytes`
    of 14 is room for one byte of a picture.
    """
    parts: list[bytes | memoryview] = [b""]
    room = limit_bytes - HEAD_BYTES
    while waiting:
        if _size(waiting[0]) > room:
            _cut_first(waiting, room - ENTRY_HEAD_BYTES)
        entry = waiting[0]
        if _size(entry) > room:
            break
        waiting.popleft()
        parts += (_ENTRY.pack(entry.place, entry.kind, len(entry.data)), entry.data)
        room -= _size(entry)
    parts[0] = _HEAD.pack(VERSION, _LAST if is_all and not waiting else 0, token)
    return b"".join(parts)


def decode_frame(data: bytes) -> PackFrame:
    """One frame as a socket delivers it. Raises WireError."""
    if len(data) < HEAD_BYTES:
        raise WireError("A frame is cut short.")
    version, flags, token = _HEAD.unpack_from(data)
    if version != VERSION or flags > _LAST:
        raise WireError("This is not a frame of a pack.")
    return PackFrame(token, flags == _LAST, list(_entries(data)))


def _entries(data: bytes) -> Iterator[PackEntry]:
    at = HEAD_BYTES
    while at < len(data):
        if len(data) < at + ENTRY_HEAD_BYTES:
            raise WireError("A frame is cut short.")
        place, kind, length = _ENTRY.unpack_from(data, at)
        at += ENTRY_HEAD_BYTES
        if place >= MAX_PACK_ITEMS or not _length_fits(kind, length):
            raise WireError("This is not an entry of a pack.")
        if len(data) < at + length:
            raise WireError("A frame is cut short.")
        yield PackEntry(place, PackKind(kind), data[at : at + length])
        at += length


def _length_fits(kind: int, length: int) -> bool:
    """A slice brings the picture further, the end of one may be empty, the rest has no bytes."""
    if kind in (PackKind.COMPLETE, PackKind.SLICE):
        return kind <= length <= MAX_PICTURE_BYTES
    return kind <= PackKind.LATER and length == 0


def _size(entry: PackEntry) -> int:
    return ENTRY_HEAD_BYTES + len(entry.data)


def _cut_first(waiting: deque[PackEntry], size_bytes: int) -> None:
    """A slice of the first picture, and its rest behind it; not copied, since that may be cut many times."""
    place, kind, data = waiting[0]
    if kind is not PackKind.COMPLETE or size_bytes <= 0:
        return
    view = memoryview(data)
    waiting[0] = PackEntry(place, kind, view[size_bytes:])
    waiting.appendleft(PackEntry(place, PackKind.SLICE, view[:size_bytes]))
