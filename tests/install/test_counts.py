"""The counts that `install.py test` reads from its runners' closing lines."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).resolve().parents[1] / "run"


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(RUN))
    import outcome

    return outcome


NODE = """
ℹ tests 78
ℹ suites 3
ℹ pass 75
ℹ fail 1
ℹ cancelled 1
ℹ skipped 1
ℹ duration_ms 901.1
"""


@pytest.mark.parametrize(
    ("runner", "output", "exit_code", "line"),
    [
        ("pytest", "....\n4 passed in 0.12s\n", 0, "4 passed, 0 failed"),
        (
            "pytest",
            "1 failed, 2 passed, 1 skipped in 61.20s (0:01:01)\n",
            1,
            "2 passed, 1 failed, 1 skipped",
        ),
        ("pytest", "2 passed, 1 xfailed, 1 error in 3.20s\n", 1, "3 passed, 1 failed"),
        ("pytest", "ERROR: file not found\n", 4, "0 passed, 1 failed"),
        ("pytest", "3 passed in 0.12s\nthen it hung\n", None, "3 passed, 1 failed"),
        ("node", NODE, 1, "75 passed, 2 failed, 1 skipped"),
        ("node", NODE.replace("ℹ", "#"), 1, "75 passed, 2 failed, 1 skipped"),
        ("exit", "whatever 7 passed", 0, "1 passed, 0 failed"),
        ("exit", "", 2, "0 passed, 1 failed"),
        ("exit", "", None, "0 passed, 1 failed"),
    ],
)
def test_closing_lines_are_counted(
    outcome: ModuleType, runner: str, output: str, exit_code: int | None, line: str
) -> None:
    assert str(outcome.counts_of(runner, output, exit_code)) == line
