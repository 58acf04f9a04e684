from __future__ import annotations

from typing import Any, get_args

import pytest

from evergallery.doctor.judge import Finding
from evergallery.doctor.outcomes import Outcome, Result, probe_names
from evergallery.doctor.words import (
    advice_in_words,
    finding_in_words,
    outcome_in_words,
    probe_in_words,
    seconds,
)
from tests.python.doctor.vectors import DIAGNOSIS, named


@pytest.mark.parametrize("vector", DIAGNOSIS["cases"], ids=named)
def test_findings_are_said_as_in_the_browser(vector: dict[str, Any]) -> None:
    findings = [Finding(**finding) for finding in vector["diagnosis"]["findings"]]
    assert [finding_in_words(finding) for finding in findings] == vector["words"]


def test_rows_are_said_as_in_the_browser() -> None:
    for row in DIAGNOSIS["rows"]:
        outcome = Outcome(**row["outcome"])
        assert [probe_in_words(outcome.probe), outcome_in_words(outcome)] == row["words"]


def test_so_is_the_advice() -> None:
    for transport, words in DIAGNOSIS["advice"].items():
        assert advice_in_words(transport) == words


def test_every_result_has_words_and_every_probe_a_name() -> None:
    for result in get_args(Result):
        assert outcome_in_words(Outcome("poll", result))
    for probe in probe_names(False):
        assert probe_in_words(probe) != probe


@pytest.mark.parametrize(("ms", "words"), [(5040, "5"), (1500, "1.5"), (1000, "1"), (30_011, "30")])
def test_seconds_are_whole_from_two_on(ms: int, words: str) -> None:
    assert seconds(ms) == words
