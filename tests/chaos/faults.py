"""What can go wrong between a browser and a server, as values, and the pure part of doing it."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind = Literal["upgrade", "http", "any"]

_TEXT, _BINARY, _CONTINUATION = 1, 2, 0


@dataclass(frozen=True)
class Pass:
    """Nothing goes wrong."""


@dataclass(frozen=True)
class Answer:
    """The proxy answers itself: a refusal, a login page, a 429. The server hears nothing."""

    status: int = 502
    body: str = "Bad gateway"
    media_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hang:
    """The request is taken and never answered."""


@dataclass(frozen=True)
class Drop:
    """The connection is reset as soon as the request was read."""


@dataclass(frozen=True)
class Swallow:
    """Both sides keep their connection, but from byte `after_bytes` on the client gets nothing.

    The handshake's own head is not counted.
    """

    after_bytes: int = 0


@dataclass(frozen=True)
class Cut:
    """The connection is reset after so many bytes, or whole WebSocket messages, to the client."""

    after_bytes: int | None = None
    after_messages: int | None = None


@dataclass(frozen=True)
class Delay:
    """Everything to the client comes later, in order; each piece by `delay_s` ± `jitter_s`."""

    delay_s: float
    jitter_s: float = 0.0


Fault: TypeAlias = Pass | Answer | Hang | Drop | Swallow | Cut | Delay


@dataclass(frozen=True)
class Rule:
    """`fault` for requests of one kind whose path matches a shell pattern.

    `times`: only for the first so many of them; 0 means for all.
    """

    fault: Fault
    kind: Kind = "any"
    path: str = "*"
    times: int = 0

    def fits(self, kind: Kind, path: str) -> bool:
        return self.kind in ("any", kind) and fnmatch.fnmatchcase(path, self.path)


class MessageEnds:
    """Finds where WebSocket messages end in a stream of server frames (RFC 6455, unmasked)."""

    def __init__(self) -> None:
        self._buffer = b""
        self._offset = 0  # of the buffer's start in the stream

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
        self.is_cut = False

    @property
    def messages(self) -> int:
        """Whole WebSocket messages seen."""
        return self._messages

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

    def _message_ends(self, data: bytes) -> list[int]:
        """Offsets in `data` just after each message that ends in it."""
        if self._ends is None:
            return []
        before = self._ends.fed
        return [end - before for end in self._ends.feed(data)]

    def _passing(self, data: bytes, start: int, ends: list[int]) -> bytes:
        fault = self._fault
        if isinstance(fault, Swallow):
            return data[: max(0, fault.after_bytes - start)]
        if not isinstance(fault, Cut):
            return data
        limits = []
        if fault.after_bytes is not None:
            limits.append(fault.after_bytes - start)
        if fault.after_messages is not None:
            limits += self._message_limit(fault.after_messages, ends)
        limit = min(limits, default=len(data) + 1)
        self.is_cut = limit <= len(data)
        return data[: max(0, limit)]

    def _message_limit(self, after_messages: int, ends: list[int]) -> list[int]:
        missing = after_messages - self._messages
        if missing <= 0:
            return [0]
        return ends[missing - 1 : missing]
