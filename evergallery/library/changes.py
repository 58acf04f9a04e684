"""Tells what changed: to views that are cached, and, not too often, to whoever listens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from evergallery.log import get_logger

from .answers import Change, OnChange, Status
from .records import Outcome

_log = get_logger("library")

_SHORTEST_S = 0.1
_LONGEST_S = 1.0
_SLOWING = 1.15
"""During long work reports get rarer: 0.1 s at first, 1 s after about 20 of them."""


class Generation(NamedTuple):
    """Counts changes of what is there (`members`) and of what is known about it (`details`)."""

    members: int = 0
    details: int = 0


class Changes:
    """Collects outcomes; `flush` reports them at once, `flush_if_due` when it is time again."""

    def __init__(self, on_change: OnChange, clock: Callable[[], float] = time.monotonic) -> None:
        self._on_change = on_change
        self._clock = clock
        self._lock = threading.Lock()
        self._outcome = Outcome()
        self._status: Status | None = None
        self._generation = Generation()
        self._pause_s = _SHORTEST_S
        self._last = -_LONGEST_S

    @property
    def generation(self) -> Generation:
        return self._generation

    def note(self, outcome: Outcome) -> None:
        """Call it after the commit: a view made in between is merely made again."""
        with self._lock:
            members, details = self._generation
            self._generation = Generation(
                members + (outcome.has_new_items or outcome.has_new_folders),
                details + bool(outcome.changed_ids),
            )
            self._outcome.has_new_items |= outcome.has_new_items
            self._outcome.has_new_folders |= outcome.has_new_folders
            self._outcome.changed_ids.extend(outcome.changed_ids)

    def progress(self, status: Status) -> None:
        with self._lock:
            self._status = status

    def work_begins(self) -> None:
        self._pause_s = _SHORTEST_S

    def flush_if_due(self) -> None:
        if self._clock() - self._last >= self._pause_s:
            self._pause_s = min(_LONGEST_S, self._pause_s * _SLOWING)
            self.flush()

    def flush(self) -> None:
        with self._lock:
            change = self._taken()
            self._last = self._clock()
        if change is None:
            return
        try:
            self._on_change(change)
        except Exception:
            _log.exception("a listener failed")

    def _taken(self) -> Change | None:
        outcome, self._outcome = self._outcome, Outcome()
        status, self._status = self._status, None
        if not outcome and status is None:
            return None
        return Change(
            items_added_or_removed=outcome.has_new_items,
            changed_ids=tuple(dict.fromkeys(outcome.changed_ids)),
            folders=outcome.has_new_folders or outcome.has_new_items,
            progress=status,
        )
