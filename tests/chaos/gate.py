"""How much of a stream to one client goes through: the pure part of doing harm."""

from __future__ import annotations

from tests.chaos.faults import Buffer, Cut, Fault, HalfOpen, Swallow

_TEXT, _BINARY, _CONTINUATION = 1, 2, 0


class MessageEnds:
    """Finds where WebSocket messages end in a stream of server frames (RFC 6455, unmasked)."""

    def __init__(self) -> None:
        self._buffer = b""
        self._offset = 0  # of the buffer's start in the stream
        self.largest_frame_bytes = 0

    @property
    def fed(self) -> int:
        """How many bytes of the stream were seen."""
        return self._offset + len(self._buffer)

    def feed(self, data: bytes) -> list[int]:
        """Offsets in the whole stream just after each data message that ended in `data`."""
        self._buffer += data
        ends: list[int] = []
        while (frame := self._first_frame()) is not None:
            length, ends_message = frame
            self._buffer = self._buffer[length:]
            self._offset += length
            self.largest_frame_bytes = max(self.largest_frame_bytes, length)
            if ends_message:
                ends.append(self._offset)
        return ends

    def _first_frame(self) -> tuple[int, bool] | None:
        """Length of the first whole frame, and whether a text or binary message ends with it."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        head, payload = 2, buffer[1] & 0x7F
        if payload >= 126:
            head = 4 if payload == 126 else 10
            if len(buffer) < head:
                return None
            payload = int.from_bytes(buffer[2:head], "big")
        if len(buffer) < head + payload:
            return None
        is_data = buffer[0] & 0x0F in (_TEXT, _BINARY, _CONTINUATION)
        return head + payload, is_data and bool(buffer[0] & 0x80)


class Gate:
    """Decides how much of the stream to one client still goes through, and when it is cut.

    `frames`: the stream consists of WebSocket frames, so its messages are counted.
    """

    def __init__(self, fault: Fault, *, frames: bool = True) -> None:
        self._fault = fault
        self._ends = MessageEnds() if frames else None
        self._messages = 0
        self._bytes = 0
        self._held = b""
        self.message_ends: list[int] = []
        """Offsets in the stream just after each message seen so far."""
        self.is_cut = False

    @property
    def messages(self) -> int:
        """Whole WebSocket messages seen since the last change."""
        return self._messages

    @property
    def largest_frame_bytes(self) -> int:
        return self._ends.largest_frame_bytes if self._ends else 0

    def change(self, fault: Fault) -> None:
        """From here on this fault; its limits count from here, its messages from the next frame."""
        self._fault = fault
        self._bytes = 0
        self._messages = 0

    def feed(self, data: bytes) -> bytes:
        """What of `data` may pass. Sets `is_cut` when the connection must end after that."""
        start, self._bytes = self._bytes, self._bytes + len(data)
        ends = self._message_ends(data)
        passing = self._passing(data, start, ends)
        self._messages += len(ends)
        return passing

    def rest(self) -> bytes:
        """What a buffer still holds when the server has said everything."""
        held, self._held = self._held, b""
        return held

    def _message_ends(self, data: bytes) -> list[int]:
        """Offsets in `data` just after each message that ends in it."""
        if self._ends is None:
            return []
        before = self._ends.fed
        ends = self._ends.feed(data)
        self.message_ends += ends
        return [end - before for end in ends]

    def _passing(self, data: bytes, start: int, ends: list[int]) -> bytes:
        fault = self._fault
        if isinstance(fault, HalfOpen):
            return b""
        if isinstance(fault, Swallow):
            return data[: max(0, fault.after_bytes - start)]
        if isinstance(fault, Buffer):
            return self._lumps(data, fault.lump_bytes)
        if isinstance(fault, Cut):
            return self._until_cut(data, start, ends, fault)
        return self.rest() + data

    def _lumps(self, data: bytes, lump_bytes: int) -> bytes:
        self._held += data
        if lump_bytes == 0:
            return b""
        whole = len(self._held) // lump_bytes * lump_bytes
        passing, self._held = self._held[:whole], self._held[whole:]
        return passing

    def _until_cut(self, data: bytes, start: int, ends: list[int], cut: Cut) -> bytes:
        limits = []
        if cut.after_bytes is not None:
            limits.append(cut.after_bytes - start)
        if cut.after_messages is not None:
            limits += self._message_limit(cut.after_messages, ends)
        limit = min(limits, default=len(data) + 1)
        self.is_cut = limit <= len(data)
        return data[: max(0, limit)]

    def _message_limit(self, after_messages: int, ends: list[int]) -> list[int]:
        missing = after_messages - self._messages
        if missing <= 0:
            return [0]
        return ends[missing - 1 : missing]
