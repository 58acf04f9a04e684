"""How a step ended, and the closing lines of the runners it is read from."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        line = f"{self.passed} passed, {self.failed} failed"
        return f"{line}, {self.skipped} skipped" if self.skipped else line


@dataclass(frozen=True)
class Outcome:
    step: str
    counts: Counts
    seconds: float
    note: str = ""

    @property
    def word(self) -> str:
        if self.counts.failed:
            return "FAILED"
        return "passed" if self.counts.passed else "skipped"


def counts_of(runner: str, output: str, exit_code: int | None) -> Counts:
    """Counts of one command. A command that failed counts at least one failure, whatever it printed."""
    counts = _READERS[runner](output) if runner in _READERS else Counts(passed=int(exit_code == 0))
    if exit_code != 0 and not counts.failed:
        return counts + Counts(failed=1)
    return counts


def _pytest_counts(output: str) -> Counts:
    """From `== 3 failed, 120 passed, 1 skipped in 4.2s ==`; errors are failures, xfailed is passed."""
    closing = [line for line in output.splitlines() if re.search(r"\bin [\d.:]+\w*", line)]
    found = re.findall(r"(\d+) (\w+)", closing[-1]) if closing else []
    number = {word.rstrip("s"): int(count) for count, word in found}
    return Counts(
        number.get("passed", 0) + number.get("xfailed", 0),
        number.get("failed", 0) + number.get("error", 0),
        number.get("skipped", 0),
    )


def _node_counts(output: str) -> Counts:
    """From node's `ℹ pass 12` lines (`# pass 12` where the output is no terminal)."""
    found = re.findall(r"^\S (\w+) (\d+)$", output, re.MULTILINE)
    number = {word: int(count) for word, count in found}
    failed = number.get("fail", 0) + number.get("cancelled", 0)
    return Counts(number.get("pass", 0), failed, number.get("skipped", 0))


_READERS = {"pytest": _pytest_counts, "node": _node_counts}
