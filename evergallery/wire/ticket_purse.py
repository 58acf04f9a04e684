"""The newest ticket a poll brought, for the next socket."""

from __future__ import annotations

TICKET_FOR_MS = 35_000  # the server gives one that is good for 40 s at least


class TicketPurse:
    """Holds one. One that may not be needed is used as well: it is there, and grows old."""

    def __init__(self) -> None:
        self._ticket = ""
        self._until_ms = 0.0

    def put(self, ticket: str, now_ms: float) -> None:
        self._ticket = ticket
        self._until_ms = now_ms + TICKET_FOR_MS

    def is_filled(self, now_ms: float) -> bool:
        return self._ticket != "" and now_ms < self._until_ms

    def take(self, now_ms: float) -> str:
        """Good for one socket; "" where there is none."""
        ticket = self._ticket if self.is_filled(now_ms) else ""
        self._ticket = ""
        return ticket
