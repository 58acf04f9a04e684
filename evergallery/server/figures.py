"""What happened, counted where it happens: plain numbers, cheap enough for every message.

One Figures per Gallery, touched on the loop only. metrics.py shows it to Prometheus, carrier.py tells the log.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["up", "down"]
ByteClass = Literal["messages", "thumbnails", "originals", "static"]

# From a thumbnail that lies in the page cache to one of a huge file on a network drive.
WORK_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# A host that loads a model holds the interpreter for seconds.
RECENT = 60  # samples, one a second
LAG_S = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Histogram:
    """How often something took how long. `bounds_s` are the upper ends, inclusive; one bucket more holds the rest."""

    def __init__(self, bounds_s: Sequence[float] = WORK_S) -> None:
        self.bounds_s = tuple(bounds_s)
        self.counts = [0] * (len(self.bounds_s) + 1)
        self.sum_s = 0.0

    def observe(self, seconds: float, times: int = 1) -> None:
        self.counts[bisect_left(self.bounds_s, seconds)] += times
        self.sum_s += seconds * times


def _lag() -> Histogram:
    return Histogram(LAG_S)


def _histograms() -> dict[str, Histogram]:
    return defaultdict(Histogram)


@dataclass
class Figures:
    """Keys of a counter are the values of its labels; whoever counts keeps them few. docs/metrics.md explains each."""

    sockets_opened: Counter[str] = field(default_factory=Counter)  # result
    socket_closes: Counter[str] = field(default_factory=Counter)  # code
    polls: Counter[str] = field(default_factory=Counter)  # result
    resumes: int = 0
    resets: Counter[str] = field(default_factory=Counter)  # why
    transport_changes: Counter[tuple[str, str]] = field(default_factory=Counter)  # to, reason
    bytes: Counter[tuple[Direction, ByteClass]] = field(default_factory=Counter)
    thumbnails: Histogram = field(default_factory=Histogram)
    event_loop_lag: Histogram = field(default_factory=_lag)
    recent_lag_s: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))
    requests: dict[str, Histogram] = field(default_factory=_histograms)  # command

    def loop_was_late(self, seconds: float) -> None:
        self.event_loop_lag.observe(seconds)
        self.recent_lag_s.append(seconds)

    @property
    def worst_lag_ms(self) -> int | None:
        """Of the last minute; None before anything was measured. Safe from any thread."""
        recent = tuple(self.recent_lag_s)
        return round(max(recent) * 1000) if recent else None


def size_bytes(text: str) -> int:
    """Of the text in UTF-8; nearly all of ours is ASCII, which knows its size."""
    return len(text) if text.isascii() else len(text.encode(errors="replace"))
