from __future__ import annotations

import pytest

from tests.chaos.lives import growth, restarts_s


def test_an_hour_has_a_restart_every_five_minutes_and_then_forty_minutes_of_peace() -> None:
    assert restarts_s(3600) == [300, 600, 900, 1200]


@pytest.mark.parametrize("seconds", [10, 120, 900])
def test_short_times_have_one_restart_after_a_third(seconds: int) -> None:
    assert restarts_s(seconds) == [seconds / 3]


def test_growth_compares_the_ends_and_no_single_sample() -> None:
    assert growth([10, 99, 11, 50, 50, 50, 50, 50, 50, 12, 12, 99]) == (11, 12)
