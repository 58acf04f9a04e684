"""The table of faults that `install.py chaos` prints, and the page it writes: what was run, where, and what failed."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

RUN = Path(__file__).resolve().parents[1] / "run"


@pytest.fixture
def link_report(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(RUN))
    import link_report

    return link_report


def result(row: str, **values: Any) -> dict[str, Any]:
    named = {"test": f"test_{row.lower()}", "fault": "a fault", "budget": "1 s"}
    return {"row": row, "outcome": "passed", "stack": "standalone", **named, **values}


def lines(link_report: ModuleType, *results: dict[str, Any]) -> list[str]:
    table: str = link_report.rows_table(link_report.Tests(results, 1.0, True))
    return table.splitlines()[2:]


def test_a_row_has_a_line_per_stack_standalone_first(link_report: ModuleType) -> None:
    found = lines(
        link_report, result("F10"), result("F2", stack="gradio-3.41.2"), result("F2"), result("F2")
    )
    cells = [[cell.strip() for cell in line.split("|")[1:5]] for line in found]
    assert cells == [
        ["F2", "a fault", "standalone", "2"],
        ["F2", "a fault", "gradio-3.41.2", "1"],
        ["F10", "a fault", "standalone", "1"],
    ]


def test_the_measurement_nearest_to_its_budget_is_shown(link_report: ModuleType) -> None:
    (line,) = lines(
        link_report,
        result("F1", seconds=0.9, budget_s=1.0),
        result("F1", seconds=2.0, budget_s=6.0),
    )
    assert "| 0.90 s | 1 s (1.00 s) | held |" in line


def test_a_failed_test_is_named_and_a_skipped_one_counted(link_report: ModuleType) -> None:
    failed, skipped = lines(
        link_report, result("F1", outcome="failed"), result("F2", outcome="skipped")
    )
    assert failed.endswith("| FAILED: `test_f1` |")
    assert skipped.endswith("| 1 skipped |")


def page(link_report: ModuleType, tests: Any, *, soak: dict[str, Any] | None = None) -> str:
    cuts = link_report.Cuts(1_000, tests)
    text: str = link_report.page(
        tests, cuts, link_report.Soak(60, soak or {}, False), ["nginx/1.22.1"]
    )
    return text


def test_the_page_names_its_command_the_day_the_machine_and_the_versions(
    link_report: ModuleType,
) -> None:
    text = page(link_report, link_report.Tests([result("F1")], 3.0, True))
    assert "`python3 install.py chaos --long --minutes 60 --cuts 1000` on 20" in text
    assert "cores" in text
    assert "nginx/1.22.1" in text


def test_the_page_tells_of_everything_and_of_what_was_missed(link_report: ModuleType) -> None:
    soak = {
        "minutes": 60,
        "seed": 7,
        "counts": {"requests": 1200},
        "weather": {"calm": 3},
        "bars": [{"name": "requests lost", "value": "1", "bar": "0", "ok": False}],
        "complaints": ["window was not answered"],
    }
    text = page(link_report, link_report.Tests([result("F1")], 3.0, True), soak=soak)
    assert "| requests lost | 1 | 0 | MISSED |" in text
    assert "1,200 requests" in text
    assert "- window was not answered" in text


def test_what_failed_is_named_in_its_row_or_above_the_table(link_report: ModuleType) -> None:
    outside = {"test": "test_all_lines_are_taken", "outcome": "failed", "stack": "standalone"}
    failed = [result("F1", outcome="failed"), outside]
    text = page(link_report, link_report.Tests(failed, 3.0, False))
    assert "FAILED: `test_f1`" in text
    assert "The run FAILED, beside the rows below in `test_all_lines_are_taken`." in text


def test_mixed_faults_without_an_end_are_a_failure(link_report: ModuleType) -> None:
    text = page(link_report, link_report.Tests([result("F1")], 3.0, True))
    assert "They did not come to their end: FAILED." in text


def test_a_run_that_found_no_test_has_failed_too(link_report: ModuleType) -> None:
    text = page(link_report, link_report.Tests([], 1.0, False))
    assert "0 tests passed, 0 failed, 0 skipped, in 1 s. The run FAILED." in text
