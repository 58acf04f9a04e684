from __future__ import annotations

import pytest

from tests.chaos.faults import Buffer, Cut, Pass
from tests.chaos.gate import Gate, MessageEnds


def frame(payload: bytes, *, opcode: int = 1, fin: bool = True) -> bytes:
    first = bytes([opcode | (0x80 if fin else 0)])
    if len(payload) < 126:
        return first + bytes([len(payload)]) + payload
    if len(payload) < 65536:
        return first + b"\x7e" + len(payload).to_bytes(2, "big") + payload
    return first + b"\x7f" + len(payload).to_bytes(8, "big") + payload


@pytest.mark.parametrize("size", [0, 5, 125, 126, 65535, 65536])
def test_message_ends_are_found_for_every_length(size: int) -> None:
    one = frame(b"a" * size)
    assert MessageEnds().feed(one + one) == [len(one), 2 * len(one)]


def test_message_ends_are_found_byte_by_byte_and_control_frames_do_not_count() -> None:
    stream = frame(b"he", fin=False) + frame(b"", opcode=9) + frame(b"llo", opcode=0) + frame(b"x")
    ends, finder = [], MessageEnds()
    for offset in range(len(stream)):
        ends += finder.feed(stream[offset : offset + 1])
    assert ends == [len(stream) - 3, len(stream)]


def test_a_gate_lets_exactly_the_allowed_messages_through() -> None:
    one = frame(b"abc")
    gate = Gate(Cut(after_messages=2))
    assert gate.feed(one + one + one) == one + one
    assert gate.is_cut
    assert Gate(Pass()).feed(one) == one


def test_a_gate_that_buffers_gives_the_rest_at_the_end() -> None:
    gate = Gate(Buffer(lump_bytes=4), frames=False)
    assert gate.feed(b"abcde") == b"abcd"
    assert gate.feed(b"fg") == b""
    assert gate.rest() == b"efg"
    assert gate.rest() == b""
