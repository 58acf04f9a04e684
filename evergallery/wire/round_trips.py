"""How far away the server is: smoothed for decisions, as samples for people."""

from __future__ import annotations

from collections import deque
from typing import Any

KEPT = 60


class RoundTrips:
    """The newest samples, each {at_ms, ms}."""

    def __init__(self) -> None:
        self.smoothed_ms: float | None = None
        self._samples: deque[tuple[float, float]] = deque(maxlen=KEPT)

    def add(self, ms: float, now_ms: float) -> None:
        """Smoothed like TCP's, an eighth of the newest; but one that is far quicker is believed at once.

        A busy page or server can make an answer late, and a page that has just been loaded is busy; nothing can
        make one early.
        """
        ms = max(0.0, ms)
        known = self.smoothed_ms
        if known is None or ms < known / 2:
            self.smoothed_ms = ms
        else:
            self.smoothed_ms = known * 7 / 8 + ms / 8
        self._samples.append((now_ms, ms))

    def summary(self) -> dict[str, Any]:
        """None for the percentiles before the first sample."""
        ordered = sorted(ms for _, ms in self._samples)
        return {
            "p50_ms": _percentile(ordered, 0.5),
            "p95_ms": _percentile(ordered, 0.95),
            "samples": [{"at_ms": at_ms, "ms": ms} for at_ms, ms in self._samples],
        }


def _percentile(ordered: list[float], share: float) -> float | None:
    """The nearest rank: a value that was measured."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
