from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evergallery.errors import WireError
from evergallery.wire.pack_frame import (
    HEAD_BYTES,
    MAX_HTTP_FRAME_BYTES,
    MAX_SOCKET_FRAME_BYTES,
    PackEntry,
    PackKind,
    decode_frame,
    encode_frames,
    next_frame,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[2] / "vectors" / "pack_frames.json").read_text("utf-8")
)
PACKS = [vector for vector in VECTORS if "frames" in vector]
REFUSED = [vector for vector in VECTORS if "refused" in vector]

_NO_PICTURE = st.sampled_from([PackKind.BROKEN, PackKind.GONE, PackKind.LATER])
_ENTRIES = st.lists(
    st.builds(
        lambda index, kind, data: PackEntry(
            index, kind, data if kind is PackKind.COMPLETE else b""
        ),
        st.integers(0, 127),
        st.just(PackKind.COMPLETE) | _NO_PICTURE,
        st.binary(max_size=60),
    ),
    max_size=12,
)


def entries_of(vector: dict[str, Any]) -> list[PackEntry]:
    return [
        PackEntry(entry["index"], PackKind(entry["kind"]), bytes.fromhex(entry["hex"]))
        for entry in vector["entries"]
    ]


def joined(frames: list[bytes]) -> list[PackEntry]:
    """The entries of a pack with its slices put together, as a client reads them."""
    whole: list[PackEntry] = []
    begun = b""
    for frame in frames:
        for index, kind, data in decode_frame(frame).entries:
            if kind is PackKind.SLICE:
                begun += bytes(data)
            else:
                whole.append(PackEntry(index, kind, begun + bytes(data)))
                begun = b""
    assert begun == b""
    return whole


@pytest.mark.parametrize("vector", PACKS, ids=lambda vector: vector["name"])
def test_a_pack_is_written_as_the_vectors_say(vector: dict[str, Any]) -> None:
    frames = encode_frames(vector["token"], entries_of(vector), vector["limit_bytes"])
    assert [frame.hex() for frame in frames] == vector["frames"]


@pytest.mark.parametrize("vector", PACKS, ids=lambda vector: vector["name"])
def test_a_pack_is_read_as_the_vectors_say(vector: dict[str, Any]) -> None:
    frames = [bytes.fromhex(frame) for frame in vector["frames"]]
    read = [decode_frame(frame) for frame in frames]
    assert {frame.token for frame in read} == {vector["token"]}
    assert [frame.is_last for frame in read] == [False] * (len(read) - 1) + [True]
    assert joined(frames) == entries_of(vector)


@pytest.mark.parametrize("vector", REFUSED, ids=lambda vector: vector["name"])
def test_what_is_no_frame_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        decode_frame(bytes.fromhex(vector["refused"]))


@given(_ENTRIES, st.integers(14, 100))
def test_whatever_the_limit_every_picture_arrives_whole(
    entries: list[PackEntry], limit_bytes: int
) -> None:
    frames = encode_frames(1, entries, limit_bytes)
    assert joined(frames) == entries
    assert max(map(len, frames)) <= limit_bytes


@given(st.binary(max_size=80))
def test_hostile_bytes_raise_nothing_but_a_wire_error(data: bytes) -> None:
    try:
        decode_frame(data)
    except WireError:
        pass


def test_the_last_frame_says_so_only_when_nothing_will_be_added() -> None:
    waiting = deque([PackEntry(0, PackKind.GONE)])
    assert not decode_frame(next_frame(1, waiting, is_all=False)).is_last
    waiting.append(PackEntry(1, PackKind.GONE))
    assert decode_frame(next_frame(1, waiting)).is_last


def test_what_does_not_fit_waits_for_the_next_frame() -> None:
    picture = bytes(range(250)) * 400
    waiting = deque([PackEntry(0, PackKind.COMPLETE, picture), PackEntry(1, PackKind.GONE)])
    first = next_frame(1, waiting)
    assert len(first) == MAX_SOCKET_FRAME_BYTES
    assert [entry.place for entry in waiting] == [0, 1]
    assert joined([first, next_frame(1, waiting)])[0].data == picture


def test_a_frame_of_http_holds_thirty_tiles() -> None:
    tile = b"w" * 15_000
    entries = [PackEntry(index, PackKind.COMPLETE, tile) for index in range(30)]
    assert len(encode_frames(0, entries, MAX_HTTP_FRAME_BYTES)) == 1
    assert len(encode_frames(0, [], MAX_HTTP_FRAME_BYTES)[0]) == HEAD_BYTES
