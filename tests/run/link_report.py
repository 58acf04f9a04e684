"""docs/link-report.md: what the fault suite, the cuts and the mixed faults found, as tables."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Result = dict[str, Any]

_MATRIX = """\
A proxy of ours breaks the link between a real Chromium and a real server. Tests ask for every picture, once and in the
server's order, and for the words in the chip. Where a fault takes minutes, servers and proxies are set to seconds.
The budget in brackets is the one that held for the slowest test. How the link works: [protocol.md](protocol.md)."""

_CUTS = """\
One session was recorded, then run again and cut: after each of its messages, and {wanted} times at up to four random
bytes; a fifth as often within the answers of polls, and in both at once. {took_s:.0f} s: {outcome}."""


_LIVES = """\
The server was killed and stopped in turn in the first third of the time; requests and actions went on with its next
life. Its memory is that of the last life, two thirds of the time, after the first quarter of it: sessions are
remembered for ten minutes. Actions are counted by the server's journal, over all lives."""

LINE_CHARS = 400


@dataclass(frozen=True)
class Tests:
    """Results of one run of pytest; see tests/chaos/results.py for their keys."""

    results: Sequence[Result]
    took_s: float
    ok: bool

    def count(self, outcome: str) -> int:
        return sum(result["outcome"] == outcome for result in self.results)


@dataclass(frozen=True)
class Cuts:
    """`wanted`: cuts at random bytes of a socket; beside them some at polls and at both."""

    wanted: int
    tests: Tests

    @property
    def ok(self) -> bool:
        return self.tests.ok


@dataclass(frozen=True)
class Soak:
    """What tests/chaos/soak.py wrote; empty when it never came to its end. `minutes` are those it was asked for."""

    minutes: float
    report: dict[str, Any]
    ok: bool


def page(tests: Tests, cuts: Cuts, soak: Soak, programs: Sequence[str]) -> str:
    """`programs`: what took part, each with its version."""
    command = f"python3 install.py chaos --long --minutes {soak.minutes:g} --cuts {cuts.wanted}"
    parts = [
        "# What the link was put through",
        f"Written by `{command}` on {time.strftime('%Y-%m-%d')}: {_machine()}; {', '.join(programs)}.",
        "## The fault matrix",
        _MATRIX,
        _counts(tests),
        rows_table(tests),
        "## Cuts",
        _cuts_words(cuts),
        "## Mixed faults",
        _soak_words(soak),
    ]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def rows_table(tests: Tests) -> str:
    """A line per row and stack: its tests, the slowest measurement, and the budget that held for it."""
    rows = sorted((each for each in tests.results if "row" in each), key=_place)
    lines = [
        "| row | fault | stack | tests | slowest | budget | result |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_line(list(group)) for _, group in groupby(rows, key=_place)]
    return "\n".join(lines)


def _place(result: Result) -> tuple[int, str]:
    """Standalone first."""
    stack = str(result["stack"])
    return int(result["row"][1:]), "" if stack == "standalone" else stack


def _line(results: Sequence[Result]) -> str:
    first, slowest = results[0], _slowest(results)
    measured = f"{slowest['seconds']:.2f} s" if slowest else "–"
    limit = f"{slowest['budget_s']:.2f} s" if slowest else "–"
    wanted = first["budget"]
    budget = limit if wanted in ("–", "") else f"{wanted} ({limit})" if slowest else wanted
    cells = [first["row"], first["fault"], first["stack"], str(len(results)), measured, budget]
    return f"| {' | '.join([*cells, _verdict(results)])} |"


def _slowest(results: Iterable[Result]) -> Result | None:
    """The one that came closest to its budget, or beyond."""
    measured = [each for each in results if "seconds" in each]
    return max(measured, key=lambda each: each["seconds"] - each["budget_s"], default=None)


def _verdict(results: Sequence[Result]) -> str:
    failed = [each["test"] for each in results if each["outcome"] == "failed"]
    if failed:
        return "FAILED: " + ", ".join(f"`{name}`" for name in failed)
    skipped = sum(each["outcome"] == "skipped" for each in results)
    return f"{skipped} skipped" if skipped else "held"


def _counts(tests: Tests) -> str:
    passed, failed = tests.count("passed"), tests.count("failed")
    words = f"{passed} tests passed, {failed} failed, {tests.count('skipped')} skipped, in {tests.took_s:.0f} s."
    if tests.ok:
        return words
    others = [each for each in tests.results if each["outcome"] == "failed" and "row" not in each]
    names = ", ".join(f"`{each['test']}`" for each in others)
    return f"{words} The run FAILED{f', beside the rows below in {names}' if names else ''}."


def _cuts_words(cuts: Cuts) -> str:
    """Each cut is one session: a first screen and a scroll through everything."""
    outcome = "nothing lost, nothing twice" if cuts.ok else "FAILED"
    names = [_sentence(each["test"]) for each in cuts.tests.results]
    outcomes = [each["outcome"] for each in cuts.tests.results]
    table = ["| what was cut | result |", "|---|---|"]
    table += [f"| {name} | {outcome} |" for name, outcome in zip(names, outcomes, strict=True)]
    words = _CUTS.format(wanted=cuts.wanted, took_s=cuts.tests.took_s, outcome=outcome)
    return "\n".join([words, "", *table])


def _sentence(test: str) -> str:
    return re.sub(r"\[.*", "", test.removeprefix("test_")).replace("_", " ")


def _soak_words(soak: Soak) -> str:
    report = soak.report
    if not report:
        return "They did not come to their end: FAILED."
    counts = ", ".join(f"{count:,} {name}" for name, count in report["counts"].items())
    weather = ", ".join(f"{name} {count} ×" for name, count in report["weather"].items())
    lines = ["| what | measured | bar | |", "|---|---|---|---|"]
    lines += [
        f"| {bar['name']} | {bar['value']} | {bar['bar']} | {'held' if bar['ok'] else 'MISSED'} |"
        for bar in report["bars"]
    ]
    complaints = "".join(f"\n- {_shortened(line)}" for line in report["complaints"])
    return (
        f"{report['minutes']:g} minutes, seed {report['seed']}: {counts}. The network: {weather}.\n\n{_LIVES}\n\n"
        + "\n".join(lines)
        + (f"\n\nComplaints:\n{complaints}" if complaints else "")
    )


def _shortened(line: str) -> str:
    """A link's whole status is for the terminal."""
    return line if len(line) <= LINE_CHARS else f"{line[:LINE_CHARS]} …"


def _machine() -> str:
    return f"{os.cpu_count()} cores of {platform.machine()}, {platform.system()}"
