"""A slow line: when a packet that is sent now arrives."""

from __future__ import annotations

import random

from tests.chaos.faults import Delay

PACKET_BYTES = 1_400


class Line:
    """One wire, shared by all connections: it carries one packet after the other."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._free_at_s = 0.0

    def arrival_s(self, delay: Delay, size_bytes: int, now_s: float) -> float:
        """When so many bytes, sent at `now_s`, are there."""
        if delay.bytes_per_s:
            began_s = max(now_s, self._free_at_s)
            self._free_at_s = now_s = began_s + size_bytes / delay.bytes_per_s
        lost = delay.loss and self._chance.random() < self._loss_of(delay, size_bytes)
        trips = 2 if lost else 1
        jitter_s = self._chance.uniform(-delay.jitter_s, delay.jitter_s)
        return now_s + max(0.0, trips * delay.delay_s + jitter_s)

    def _loss_of(self, delay: Delay, size_bytes: int) -> float:
        """That one of its packets at least is lost."""
        packets = -(-size_bytes // PACKET_BYTES)
        return 1 - (1 - delay.loss) ** packets
