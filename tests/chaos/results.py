"""What each test measured: a JSON object per line in the file EVERGALLERY_CHAOS_RESULTS, for `install.py chaos`."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.matrix.rows import ROWS

VARIABLE = "EVERGALLERY_CHAOS_RESULTS"
_STACK = re.compile(r"gradio-[\d.]+")


class Results:
    """A pytest plugin."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            with self._path.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(_result(report)) + "\n")


def plugin() -> Results | None:
    path = os.environ.get(VARIABLE)
    return Results(Path(path)) if path else None


def _result(report: pytest.TestReport) -> dict[str, Any]:
    name = report.nodeid.rsplit("::", 1)[-1]
    stack = _STACK.search(name)
    return {
        "test": name,
        "outcome": report.outcome,
        "took_s": round(report.duration, 2),
        "stack": stack[0] if stack else "standalone",
        **_row_of(name),
        **dict(report.user_properties),
    }


def _row_of(name: str) -> dict[str, str]:
    found = re.match(r"test_f(\d\d)_", name)
    rows = {row.id: row for row in ROWS}
    if not found:
        return {}
    row = rows[f"F{int(found[1])}"]
    return {"row": row.id, "fault": row.fault, "budget": row.budget}
