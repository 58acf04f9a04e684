"""What the doctor prints at the end: a table, the findings, the advice and the lines that repair; or all as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from evergallery.version import __version__

from .examination import Examination
from .judge import Diagnosis
from .outcomes import Outcome
from .server_lines import caddy_lines, nginx_lines
from .words import advice_in_words, finding_in_words, outcome_in_words, probe_in_words

_LOGINS = {"": "", "form": "the web UI's login", "basic": "a Basic login"}
_MARKS = {"ok": "ok", "skipped": "-"}
_TIMED_WHEN_CUT = ("cut", "timeout", "silent")


def report(examination: Examination) -> str:
    """Without the login: only how it was given."""
    blocks = [
        _heading(examination),
        table(examination.outcomes),
        "\n".join(finding_in_words(one) for one in examination.diagnosis.findings),
        _advice(examination.diagnosis),
        _repairs(examination.diagnosis),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def as_json(examination: Examination) -> str:
    """For scripts; `words` are for people and may change."""
    diagnosis = examination.diagnosis
    values: dict[str, Any] = {
        "evergallery": __version__,
        "base": examination.base,
        "login": examination.login,
        "outcomes": [outcome.as_json() for outcome in examination.outcomes],
        **diagnosis.as_json(),
        "words": [finding_in_words(one) for one in diagnosis.findings],
        "lines": _lines(diagnosis),
    }
    return json.dumps(values, indent=2) + "\n"


def table(outcomes: Sequence[Outcome]) -> str:
    rows = [
        (probe_in_words(one.probe), _MARKS.get(one.result, "no"), _time(one), outcome_in_words(one))
        for one in outcomes
    ]
    wide = max(len(row[0]) for row in rows)
    return "\n".join(
        f"{name:<{wide}}  {mark:<2}  {time:>9}  {words}" for name, mark, time, words in rows
    )


def _heading(examination: Examination) -> str:
    if not examination.base:
        return "No gallery was reached."
    ways = " and ".join(_LOGINS[way] for way in examination.login.split("+"))
    return f"The gallery at {examination.base}" + (f", through {ways}" if ways else "")


def _time(outcome: Outcome) -> str:
    if outcome.ms is None or not (outcome.is_ok or outcome.result in _TIMED_WHEN_CUT):
        return ""
    if outcome.ms >= 10_000:
        return f"{outcome.ms / 1000:.1f} s"
    return f"{outcome.ms} ms" if outcome.ms else "< 1 ms"


def _advice(diagnosis: Diagnosis) -> str:
    if diagnosis.findings[0].code == "login_needed":
        return "Give it with --login USER:PASS."
    lines = [advice_in_words(diagnosis.transport)]
    rest = {name: value for name, value in diagnosis.settings.items() if name != "transport"}
    lines += [f"Set {name} to {value}." for name, value in rest.items()]
    return "\n".join(lines)


def _repairs(diagnosis: Diagnosis) -> str:
    lines = _lines(diagnosis)
    if lines is None:
        return ""
    return "\n\n".join(
        [
            _indented(
                "If the proxy is nginx: in the location block with proxy_pass, in place of lines of the same name,",
                lines["nginx"],
            ),
            _indented("If it is Caddy: in the block of reverse_proxy,", lines["caddy"]),
        ]
    )


def _lines(diagnosis: Diagnosis) -> dict[str, list[str]] | None:
    if not diagnosis.repairs:
        return None
    return {"nginx": nginx_lines(diagnosis.repairs), "caddy": caddy_lines(diagnosis.repairs)}


def _indented(heading: str, lines: Sequence[str]) -> str:
    def all_lines() -> Iterator[str]:
        yield heading
        for line in lines:
            yield f"    {line}"

    return "\n".join(all_lines())
