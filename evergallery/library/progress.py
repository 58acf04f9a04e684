"""How far the background work is, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

from .answers import Phase, Status

_SMOOTHING_S = 0.5
"""Before half a second of work no speed is told: the first files say little about the rest."""


class Progress:
    """Written by the scanner alone; `status` may be read from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = 0.0
        self.status = Status()

    def begin(self, phase: Phase, found: int = 0) -> None:
        self._began = self._clock()
        self.status = Status(phase, found)

    def found(self, count: int) -> None:
        """While names are read nobody knows how many there are: no time left is told."""
        total = self.status.found + count
        self.status = Status("names", total, total, self._speed(total))

    def done(self, count: int) -> None:
        done = self.status.done + count
        found = max(done, self.status.found)
        speed = self._speed(done)
        left = round((found - done) / speed, 1) if speed else None
        self.status = Status("details", found, done, speed, left)

    def rest(self, found: int) -> None:
        self.status = Status("idle", found, found, 0.0, 0.0)

    def _speed(self, done: int) -> float:
        elapsed_s = self._clock() - self._began
        return round(done / elapsed_s, 1) if elapsed_s >= _SMOOTHING_S else 0.0
