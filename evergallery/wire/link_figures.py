"""What happened to a link, in numbers: for the chip's panel, a report and the log."""

from __future__ import annotations

from collections import Counter
from typing import Any


class LinkFigures:
    """Counts only; nothing here decides anything."""

    def __init__(self) -> None:
        self.attempts = 0  # sockets tried
        self.sockets = 0  # sockets that brought welcome and pong
        self.polls = 0
        self.poll_failures = 0
        self.resumes = 0  # sockets that went on where another one had ended
        self.resets = 0  # epochs that began anew: views were opened again
        self.rotations = 0  # sockets renewed before the network's cap hit them
        # On a socket, or of a poll without the time it was parked; 0: not measured yet.
        self.longest_silence_ms = 0.0
        self.closes: Counter[str] = Counter()  # of sockets, by close code or reason
        self.fallbacks: Counter[str] = Counter()  # from no transport or a socket to HTTP, by reason

    def heard(self, silence_ms: float) -> None:
        self.longest_silence_ms = max(self.longest_silence_ms, silence_ms)

    def summary(self) -> dict[str, Any]:
        return {
            "attempts": self.attempts,
            "sockets": self.sockets,
            "polls": self.polls,
            "poll_failures": self.poll_failures,
            "resumes": self.resumes,
            "resets": self.resets,
            "rotations": self.rotations,
            "longest_silence_ms": self.longest_silence_ms,
            "closes": dict(self.closes),
            "fallbacks": dict(self.fallbacks),
        }
