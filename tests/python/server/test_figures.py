from __future__ import annotations

import pytest

from evergallery.server.figures import Figures, Histogram, size_bytes


def test_a_bound_belongs_to_its_own_bucket() -> None:
    histogram = Histogram((0.1, 1.0))
    for seconds in (0.0, 0.1, 0.2, 1.0, 60.0):
        histogram.observe(seconds)
    assert histogram.counts == [2, 2, 1]
    assert histogram.sum_s == pytest.approx(61.3)


def test_many_at_once_count_as_many() -> None:
    histogram = Histogram((0.1,))
    histogram.observe(0.05, 60)
    assert histogram.counts == [60, 0]
    assert histogram.sum_s == pytest.approx(3.0)


def test_two_galleries_count_apart() -> None:
    first, second = Figures(), Figures()
    first.requests["item"].observe(1)
    first.bytes["down", "messages"] += 1
    assert second.requests == {}
    assert second.bytes == {}


@pytest.mark.parametrize(("text", "size"), [("", 0), ("abc", 3), ("ä→", 5), ("\ud800", 1)])
def test_the_size_of_a_text_is_that_of_its_bytes(text: str, size: int) -> None:
    assert size_bytes(text) == size


def test_the_worst_lag_is_that_of_the_last_minute() -> None:
    figures = Figures()
    assert figures.worst_lag_ms is None
    figures.loop_was_late(2)
    figures.loop_was_late(0.01)
    assert figures.worst_lag_ms == 2_000
    for _ in range(60):
        figures.loop_was_late(0.004)
    assert figures.worst_lag_ms == 4
