from __future__ import annotations

import itertools
import logging

import pytest

from evergallery.library.answers import Change, Status
from evergallery.library.changes import Changes, Generation
from evergallery.library.records import Outcome


class Clock:
    """Stands still until it is told to move."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_outcomes_are_told_together() -> None:
    told: list[Change] = []
    changes = Changes(told.append)
    changes.note(Outcome(has_new_items=True))
    changes.note(Outcome(changed_ids=[3, 4, 3]))
    changes.progress(Status("names", 1))
    changes.flush()
    changes.flush()
    assert told == [Change(True, (3, 4), True, Status("names", 1))]


def test_during_a_scan_reports_come_seldom_and_then_more_seldom() -> None:
    clock = Clock()
    told: list[float] = []
    changes = Changes(lambda _change: told.append(clock.now_s), clock)
    changes.work_begins()
    for _ in range(3000):
        changes.note(Outcome(has_new_items=True))
        changes.flush_if_due()
        clock.now_s += 0.01
    pauses = [later - earlier for earlier, later in itertools.pairwise(told)]
    assert min(pauses) >= 0.099
    assert 0.9 < pauses[-1] < 1.1
    assert len(told) < 60


def test_the_generation_tells_members_from_details() -> None:
    changes = Changes(lambda _change: None)
    changes.note(Outcome(has_new_items=True))
    changes.note(Outcome(changed_ids=[1]))
    changes.note(Outcome())
    assert changes.generation == Generation(1, 1)


def test_a_listener_that_fails_does_not_stop_the_library(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_change: Change) -> None:
        raise KeyError

    changes = Changes(fail)
    changes.note(Outcome(has_new_items=True))
    with caplog.at_level(logging.ERROR):
        changes.flush()
    assert "listener" in caplog.text
