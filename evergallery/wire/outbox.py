"""What was said and not yet acknowledged, in order, ready to be said again on any attachment."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

from .messages import Sequenced

Said = TypeVar("Said", bound=Sequenced)


class Outbox(Generic[Said]):
    """Messages `first … last` are kept; everything before `first` was acknowledged."""

    def __init__(self) -> None:
        self._kept: deque[Said] = deque()
        self.last = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def acked(self) -> int:
        """Number of the newest message the peer has confirmed."""
        return self.last - len(self._kept)

    def next_seq(self) -> int:
        return self.last + 1

    def add(self, message: Said) -> None:
        if message.seq != self.next_seq():
            raise ValueError(f"message {message.seq} after {self.last}")
        self._kept.append(message)
        self.last = message.seq

    def confirm(self, ack: int) -> bool:
        """Forget all up to `ack`. False when the peer confirms what was never said."""
        if ack > self.last:
            return False
        while self._kept and self._kept[0].seq <= ack:
            self._kept.popleft()
        return True

    def after(self, seq: int) -> Iterator[Said]:
        """The kept messages with a number above `seq`."""
        skip = max(0, seq - self.acked)
        for index in range(skip, len(self._kept)):
            yield self._kept[index]
