"""A whole examination: first the door, then HTTP, sockets and every kind of waiting side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from . import http_probes, socket_probes
from .address import bases_of
from .door import Login, find_door
from .judge import Diagnosis, diagnose
from .outcomes import Outcome, number_in, probe_names
from .visitor import AT_ONCE, Visitor

Probe = Callable[[], Outcome]

_HTTP: dict[str, Callable[[Visitor, str], Outcome]] = {
    "poll": http_probes.poll,
    "round_trip_http": http_probes.round_trip,
    "bulk_512": http_probes.bulk,
    "buffering": http_probes.buffering,
}
_SOCKET: dict[str, Callable[[Visitor, str], Outcome]] = {
    "upgrade": socket_probes.upgrade,
    "welcome": socket_probes.welcome,
    "frame_16": partial(socket_probes.frame, kib=16),
    "frame_64": partial(socket_probes.frame, kib=64),
    "round_trip_socket": socket_probes.round_trip,
}


class Progress(Protocol):
    """Told from several threads, one at a time."""

    def begins(self, names: Sequence[str]) -> None: ...
    def ended(self, outcome: Outcome) -> None: ...


@dataclass(frozen=True)
class Examination:
    """`base` is "" when the gallery was not found; outcomes are in the order of the table."""

    base: str
    login: str
    outcomes: tuple[Outcome, ...]
    diagnosis: Diagnosis


def examine(address: str, login: Login | None, quick: bool, progress: Progress) -> Examination:
    """Takes 15 s when quick and two minutes otherwise. Raises SettingsInvalid for what is no address."""
    bases = bases_of(address)
    names = probe_names(quick)
    progress.begins(names)
    visitor = Visitor()
    try:
        door = find_door(visitor, bases, login)
        found = [door.outcome, door.login_outcome]
        for outcome in found:
            progress.ended(outcome)
        if door.base:
            found += _Rounds(visitor, door.base, progress).all(names[len(found) :])
    finally:
        visitor.close()
    found.sort(key=lambda outcome: names.index(outcome.probe))
    return Examination(door.base, door.login, tuple(found), diagnose(found))


class _Rounds:
    """The probes behind the door. HTTP and sockets are one queue each, whose times would disturb each other; what only
    waits has a thread for itself.
    """

    def __init__(self, visitor: Visitor, base: str, progress: Progress) -> None:
        self._visitor = visitor
        self._base = base
        self._progress = progress
        self._one_at_a_time = threading.Lock()

    def all(self, names: Sequence[str]) -> list[Outcome]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waits = [pool.submit(self._told, self._wait, n) for n in names if _waits(n)]
            sockets = pool.submit(self._sockets, [n for n in names if n in _SOCKET])
            outcomes = [self._told(self._http, name) for name in names if name in _HTTP]
            outcomes += sockets.result()
            return outcomes + [wait.result() for wait in waits]

    def _sockets(self, names: Iterable[str]) -> list[Outcome]:
        """Once one does not work the rest is not tried: each would wait for its own time to run out."""
        outcomes: list[Outcome] = []
        for name in names:
            if outcomes and not outcomes[-1].is_ok:
                outcomes.append(self._told(_skipped, name))
            else:
                outcomes.append(self._told(self._socket, name))
        return outcomes

    def _http(self, name: str) -> Outcome:
        return _HTTP[name](self._visitor, self._base)

    def _socket(self, name: str) -> Outcome:
        return _SOCKET[name](self._visitor, self._base)

    def _wait(self, name: str) -> Outcome:
        probe = http_probes.parked if name.startswith("parked") else socket_probes.idle
        return probe(self._visitor, self._base, number_in(name))

    def _told(self, probe: Callable[[str], Outcome], name: str) -> Outcome:
        outcome = probe(name)
        with self._one_at_a_time:
            self._progress.ended(outcome)
        return outcome


def _waits(name: str) -> bool:
    return name.startswith(("parked_", "idle_"))


def _skipped(name: str) -> Outcome:
    return Outcome(name, "skipped")
