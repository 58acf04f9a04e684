"""What was heard: exactly once, in order, whatever the transports repeat or lose."""

from __future__ import annotations


class Inbox:
    """`received` is the last number heard in order; it is what every message acknowledges."""

    def __init__(self) -> None:
        self.received = 0
        self.duplicates = 0
        self._highest = 0

    def accept(self, seq: int) -> bool:
        """True when `seq` is the next one. A repeat is counted; a gap is left for the peer to say again."""
        if seq <= self.received:
            self.duplicates += 1
        self._highest = max(self._highest, seq)
        if seq != self.received + 1:
            return False
        self.received = seq
        return True

    @property
    def missing(self) -> int:
        """Messages known to exist and not heard: 0 whenever nothing is on its way."""
        return max(0, self._highest - self.received)
