"""What everybody counted under the mixed faults."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Tally:
    """Clients write to it in their thread; the page writes to `lost` and `complaints` only when they have ended."""

    requests: int = 0
    scrolls: int = 0
    actions: int = 0
    lost: int = 0
    doubled: int = 0
    events: int = 0
    resets: int = 0
    clients: int = 0
    page_rounds: int = 0
    page_errors: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def lose(self, complaint: str) -> None:
        """Something was not answered, or not as it had to be."""
        self.lost += 1
        self.complaints.append(complaint)
