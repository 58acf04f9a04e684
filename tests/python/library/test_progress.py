from __future__ import annotations

from evergallery.library.answers import Status
from evergallery.library.progress import Progress


class Clock:
    """Stands still until it is told to move."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_while_names_are_read_no_time_left_is_told() -> None:
    clock = Clock()
    progress = Progress(clock)
    progress.begin("names")
    clock.now_s = 2.0
    progress.found(100)
    assert progress.status == Status("names", 100, 100, 50.0, None)


def test_details_tell_how_long_they_will_take() -> None:
    clock = Clock()
    progress = Progress(clock)
    progress.begin("details", 100)
    progress.done(1)
    assert progress.status == Status("details", 100, 1, 0.0, None)
    clock.now_s = 1.0
    progress.done(19)
    assert progress.status == Status("details", 100, 20, 20.0, 4.0)


def test_more_than_expected_may_come() -> None:
    progress = Progress(Clock())
    progress.begin("details", 1)
    progress.done(5)
    assert progress.status.found == 5


def test_at_rest_everything_is_done() -> None:
    progress = Progress(Clock())
    progress.rest(7)
    assert progress.status == Status("idle", 7, 7, 0.0, 0.0)
