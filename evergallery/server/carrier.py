"""Which transport carries a session: counted, and one line in the log whenever it changes.

The client chooses; the server sees sockets open and end, and polls come. From these lines of a user's log a maintainer
reads what their network did.
"""

from __future__ import annotations

from typing import Literal

from evergallery.log import get_logger
from evergallery.wire.messages import TransportName

from .farewell import CLOSE_CODES, INTERNAL_ERROR
from .figures import ByteClass, Direction, Figures

# A poll beside a living socket is a question asked twice; a second one, with nothing heard on the socket since the
# first, means that the client has given it up while no end of it reached us.
POLLS_BESIDE = 2
_SHOWN_ID_CHARS = 4

# RFC 6455, and ours; a peer may send any other, and nobody may fill our tables with them.
_KNOWN_CODES = frozenset((*range(1000, 1016), *CLOSE_CODES.values(), INTERNAL_ERROR))

_log = get_logger("link")


def code_label(code: int) -> str:
    """A close code as a label."""
    return str(code) if code in _KNOWN_CODES else "other"


class Carrier:
    """Of one session. Reasons are `first`, `opened`, `heard_again`, `silent`, `over` or `closed_<code>`."""

    def __init__(self, session_id: str, figures: Figures, now_ms: float) -> None:
        self._name = session_id[:_SHOWN_ID_CHARS]
        self._figures = figures
        self._transport: TransportName | Literal["none"] = "none"
        self._since_ms = now_ms
        self._down_bytes = 0
        self._resumes = 0
        self._sockets = 0
        self._polls_beside = 0
        self._last_end = "first"

    def joined(self, transport: TransportName, now_ms: float, *, is_resumed: bool) -> None:
        """A socket or poll said hello; `is_resumed` when its client knew this session."""
        if transport == "websocket":
            self._sockets += 1
            self._polls_beside = 0
            self._resumed(is_resumed)
            self._change(transport, "opened", now_ms)
            return
        self._polls_beside += 1
        if self._sockets and self._polls_beside < POLLS_BESIDE:
            return
        if self._transport != "http":
            self._resumed(is_resumed)
            self._change(transport, "silent" if self._sockets else self._last_end, now_ms)

    def left(self, transport: TransportName, code: int) -> None:
        """A socket ended with this close code, or a poll was answered."""
        if transport == "websocket":
            label = code_label(code)
            self._sockets -= 1
            self._last_end = f"closed_{label}"
            self._figures.socket_closes[label] += 1

    def moved(
        self, transport: TransportName, direction: Direction, size: int, now_ms: float
    ) -> None:
        """So many bytes of messages."""
        self.carried("messages", direction, size)
        if transport == "websocket" and direction == "up" and self._polls_beside:
            self._polls_beside = 0
            self._change(transport, "heard_again", now_ms)

    def carried(self, kind: ByteClass, direction: Direction, size: int) -> None:
        self._figures.bytes[direction, kind] += size
        if direction == "down":
            self._down_bytes += size

    def over(self, now_ms: float) -> None:
        """The session is forgotten."""
        is_cut = self._transport == "websocket" and not self._sockets
        self._change("none", self._last_end if is_cut else "over", now_ms)

    def _resumed(self, is_resumed: bool) -> None:
        self._resumes += is_resumed
        self._figures.resumes += is_resumed

    def _change(self, to: TransportName | Literal["none"], reason: str, now_ms: float) -> None:
        if to == self._transport:
            return
        self._figures.transport_changes[to, reason] += 1
        _log.info(
            "Session %s…: %s → %s after %s (%s, %s down), %s.",
            self._name,
            self._transport,
            to,
            _duration(now_ms - self._since_ms),
            reason.replace("_", " "),
            _size(self._down_bytes),
            "1 resume" if self._resumes == 1 else f"{self._resumes} resumes",
        )
        self._transport = to
        self._since_ms = now_ms
        self._down_bytes = 0


def _duration(time_ms: float) -> str:
    seconds = time_ms / 1000
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 10_000_000 else f"{size / 1_000_000:.0f} MB"
