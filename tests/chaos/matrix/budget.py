"""The time of a row: measured, written into the report, and held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.matrix.rows import Row


@dataclass(frozen=True)
class Budget:
    row: Row
    record: Callable[[str, object], None]

    def is_held_by(self, measured_s: float, budget_s: float | None = None) -> bool:
        """Against the row's own budget, or another that a test on short times has to name."""
        limit_s = self.row.budget_s if budget_s is None else budget_s
        assert limit_s is not None, f"{self.row.id} has no budget"
        self.record("seconds", round(measured_s, 3))
        self.record("budget_s", round(limit_s, 3))
        return measured_s <= limit_s
