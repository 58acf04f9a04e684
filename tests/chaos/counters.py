"""What went through a proxy."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from tests.chaos.faults import Fault
from tests.chaos.gate import Gate
from tests.chaos.heads import Head

_REMEMBERED = 10_000  # requests; an hour of chaos makes more


@dataclass(frozen=True)
class Asked:
    """One request, and when it came (monotonic)."""

    at_s: float
    kind: str
    path: str
    target: str


@dataclass
class Counters:
    """Since the proxy started or `clear()`."""

    upgrades: int = 0
    requests: int = 0
    connections: int = 0
    cuts: int = 0
    messages_down: int = 0
    largest_frame_bytes: int = 0
    most_open_requests: int = 0
    open_by_path: Counter[str] = field(default_factory=Counter)
    by_path: Counter[str] = field(default_factory=Counter)
    by_fault: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    """Paths asked for that lie outside of the proxy's sub-path."""
    bytes_by_path: Counter[str] = field(default_factory=Counter)
    asked: deque[Asked] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    bodies: deque[tuple[str, int]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    """Path and size of each answer that came through whole."""
    message_ends: Sequence[int] = ()
    """Offsets just after each message of the last socket that ended."""

    @property
    def open_requests(self) -> int:
        return self.open_by_path.total()

    def clear(self) -> None:
        still_open = self.open_by_path
        self.__init__()  # type: ignore[misc]
        self.open_by_path = still_open

    def note_request(self, head: Head, fault: Fault) -> None:
        self.by_path[head.path] += 1
        self.by_fault[type(fault).__name__.lower()] += 1
        self.asked.append(Asked(time.monotonic(), head.kind, head.path, head.target))
        if head.kind == "upgrade":
            self.upgrades += 1
        else:
            self.requests += 1
            self.open_by_path[head.path] += 1
            self.most_open_requests = max(self.most_open_requests, self.open_requests)

    def note_end(self, head: Head) -> None:
        """Of a request, not of a socket."""
        self.open_by_path[head.path] -= 1

    def note_socket(self, gate: Gate, new_messages: int) -> None:
        self.messages_down += new_messages
        self.largest_frame_bytes = max(self.largest_frame_bytes, gate.largest_frame_bytes)

    def open_of(self, path: str) -> int:
        """Requests without their whole answer whose path matches a shell pattern."""
        return sum(count for each, count in self.open_by_path.items() if fnmatchcase(each, path))

    def times_of(self, path: str) -> list[float]:
        """When requests whose path matches a shell pattern came; seconds, monotonic."""
        return [each.at_s for each in self.asked if fnmatchcase(each.path, path)]

    def count_of(self, path: str) -> int:
        return sum(count for each, count in self.by_path.items() if fnmatchcase(each, path))

    def largest_body_bytes(self, path: str) -> int:
        return max((size for each, size in self.bodies if fnmatchcase(each, path)), default=0)
