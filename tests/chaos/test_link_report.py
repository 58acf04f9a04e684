"""docs/link-report.md tells what was run, where, with what, and what failed."""

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


def result(test: str, outcome: str, **more: Any) -> dict[str, Any]:
    return {"test": test, "outcome": outcome, "stack": "standalone", **more}


def of_row(outcome: str, **more: Any) -> dict[str, Any]:
    row = {"row": "F7", "fault": "cut", "budget": "1 s"}
    return result("test_f07_a_cut", outcome, **row, **more)


def test_it_names_its_command_the_day_the_machine_and_the_versions(link_report: ModuleType) -> None:
    tests = link_report.Tests([of_row("passed")], 3.0, True)
    cuts = link_report.Cuts(1_000, tests)
    page = link_report.page(tests, cuts, link_report.Soak(60, {}, False), ["nginx/1.22.1"])
    assert "`python3 install.py chaos --long --minutes 60 --cuts 1000` on 20" in page
    assert "cores" in page
    assert "nginx/1.22.1" in page


def test_each_row_has_its_slowest_measurement_its_budget_and_its_result(
    link_report: ModuleType,
) -> None:
    slow = of_row("passed", seconds=0.5, budget_s=1.0)
    quick = of_row("passed", seconds=0.1, budget_s=1.0)
    table = link_report.rows_table(link_report.Tests([quick, slow], 3.0, True))
    assert "| F7 | cut | standalone | 2 | 0.50 s | 1 s (1.00 s) | held |" in table


def test_what_failed_is_named_in_its_row_or_above_the_table(link_report: ModuleType) -> None:
    failed = [of_row("failed"), result("test_all_lines_are_taken", "failed")]
    tests = link_report.Tests(failed, 3.0, False)
    cuts, soak = link_report.Cuts(25, tests), link_report.Soak(60, {}, False)
    page = link_report.page(tests, cuts, soak, [])
    assert "FAILED: `test_f07_a_cut`" in page
    assert "The run FAILED, beside the rows below in `test_all_lines_are_taken`." in page
    assert "They did not come to their end: FAILED." in page


def test_a_run_that_found_no_test_has_failed_too(link_report: ModuleType) -> None:
    tests = link_report.Tests([], 1.0, False)
    cuts, soak = link_report.Cuts(25, tests), link_report.Soak(60, {}, False)
    assert "0 tests passed, 0 failed, 0 skipped, in 1 s. The run FAILED." in link_report.page(
        tests, cuts, soak, []
    )
