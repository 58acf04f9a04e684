"""One-time tickets: how a socket gets in where the browser sends it no credentials.

Some browsers send neither Basic login nor a partitioned cookie with a socket (Safari; logins at the edge of a cloud),
while the polls of the same page pass. A poll's welcome therefore carries a ticket, which the socket shows in its query.
Pure: callers bring the time.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

LIFE_MS = 60_000
# A client says hello every second while it polls: for so long it is given the same one again, so that a session never
# has more than a few.
REPEAT_MS = 20_000
# 256 sessions with three each, and some to spare.
MAX_TICKETS = 1024
_BYTES = 24  # 192 bits

ANY_SESSION = ""
"""Of somebody who came in without a ticket."""


@dataclass(frozen=True)
class Grant:
    """Whom a ticket lets in, and into which session only."""

    user: str
    session_id: str


@dataclass(frozen=True)
class _Issued:
    grant: Grant
    at_ms: float


class Tickets:
    """Bounded: the oldest ticket makes room for a new one."""

    def __init__(self, *, max_tickets: int = MAX_TICKETS) -> None:
        self._max_tickets = max_tickets
        self._issued: dict[str, _Issued] = {}  # the oldest first
        self._newest: dict[Grant, str] = {}

    def __len__(self) -> int:
        return len(self._issued)

    def issue(self, grant: Grant, now_ms: float) -> str:
        """A ticket that is good for 40 s at least."""
        self._forget_old(now_ms)
        current = self._newest.get(grant)
        if current is not None and now_ms - self._issued[current].at_ms < REPEAT_MS:
            return current
        if len(self._issued) >= self._max_tickets:
            self._take(next(iter(self._issued)))
        ticket = secrets.token_urlsafe(_BYTES)
        self._issued[ticket] = _Issued(grant, now_ms)
        self._newest[grant] = ticket
        return ticket

    def redeem(self, ticket: str, now_ms: float) -> Grant | None:
        """Whom it lets in, once; None for one that is used, too old or made up."""
        self._forget_old(now_ms)
        return self._take(ticket) if ticket in self._issued else None

    def clear(self) -> None:
        self._issued.clear()
        self._newest.clear()

    def _forget_old(self, now_ms: float) -> None:
        while self._issued:
            ticket, issued = next(iter(self._issued.items()))
            if now_ms - issued.at_ms < LIFE_MS:
                return
            self._take(ticket)

    def _take(self, ticket: str) -> Grant:
        grant = self._issued.pop(ticket).grant
        if self._newest.get(grant) == ticket:
            del self._newest[grant]
        return grant
