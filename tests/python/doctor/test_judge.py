from __future__ import annotations

from typing import Any

import pytest

from evergallery.doctor.judge import NOTHING_WORKS, diagnose
from evergallery.doctor.outcomes import Outcome
from evergallery.settings import Settings, with_values
from tests.python.doctor.vectors import DIAGNOSIS, named


def outcomes_of(vector: dict[str, Any]) -> list[Outcome]:
    return [Outcome(**outcome) for outcome in vector["outcomes"]]


@pytest.mark.parametrize("vector", DIAGNOSIS["cases"], ids=named)
def test_the_same_conclusions_as_in_the_browser(vector: dict[str, Any]) -> None:
    assert diagnose(outcomes_of(vector)).as_json() == vector["diagnosis"]


@pytest.mark.parametrize("vector", DIAGNOSIS["cases"], ids=named)
def test_what_is_recommended_can_be_set(vector: dict[str, Any]) -> None:
    with_values(Settings(), diagnose(outcomes_of(vector)).settings)


def test_nothing_tried_means_nothing_works() -> None:
    assert diagnose([]).exit_code == NOTHING_WORKS
