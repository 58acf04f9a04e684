"""Finding the gallery: the right folder of an address, and through its logins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from .address import PROBE_PATH
from .answers import result_of
from .outcomes import Outcome
from .visitor import NoAnswer, Reply, Visitor

Login = tuple[str, str]

# An edge's login, then the web UI's, then the answer.
_TRIES = 3
# What another folder, or the other scheme, may answer better.
_LOOK_FURTHER = ("missing", "page", "unreachable", "untrusted", "refused")
_TELLS_LITTLE = {"missing": 1, "unreachable": 2}


@dataclass(frozen=True)
class Door:
    """`base` is "" when there is no way in; `login` is how one was found:
    "", "basic", "form" or "basic+form"."""

    base: str
    outcome: Outcome
    login: str = ""

    @property
    def login_outcome(self) -> Outcome:
        """A row of its own; skipped where nobody asked for one."""
        if self.login:
            return Outcome("login", "ok")
        is_shut = self.outcome.result in ("login", "wrong_login")
        return Outcome("login", self.outcome.result if is_shut else "skipped")


def find_door(visitor: Visitor, bases: Sequence[str], login: Login | None) -> Door:
    """The first base that a gallery answers at, else what tells most of what they said."""
    doors: list[Door] = []
    for base in bases:
        doors.append(_Knocking(visitor, base, login).door())
        if doors[-1].base:
            return doors[-1]
        if doors[-1].outcome.result not in _LOOK_FURTHER:
            break
    return min(doors, key=lambda door: _TELLS_LITTLE.get(door.outcome.result, 0))


class _Knocking:
    """At one base, until it is open, or nothing is left to try."""

    def __init__(self, visitor: Visitor, base: str, login: Login | None) -> None:
        self._visitor = visitor
        self._base = base
        self._login = login
        self._ways: list[str] = []

    def door(self) -> Door:
        try:
            for _ in range(_TRIES):
                reply = self._visitor.get(self._base + PROBE_PATH)
                if result_of(reply.answer) != "login" or not self._log_in(reply):
                    break
        except NoAnswer as error:
            return Door("", Outcome("gallery", error.result, error.ms))
        return self._door(reply)

    def _door(self, reply: Reply) -> Door:
        answer = reply.answer
        result = result_of(answer)
        if result == "login" and self._ways:
            result = "wrong_login"
        outcome = Outcome("gallery", result, reply.ms, answer.status, answer.by)
        if not outcome.is_ok:
            return Door("", outcome)
        return Door(reply.url.partition(PROBE_PATH)[0], outcome, "+".join(self._ways))

    def _log_in(self, reply: Reply) -> bool:
        """Whether there is a way that was not tried yet."""
        is_basic = reply.answer.headers.get("www-authenticate", "").lower().startswith("basic")
        way = "form" if reply.answer.is_ours else "basic" if is_basic else ""
        if self._login is None or not way or way in self._ways:
            return False
        self._ways.append(way)
        if way == "basic":
            self._visitor.use_basic(self._login)
            return True
        return self._fill_in_form(*self._login)

    def _fill_in_form(self, user: str, password: str) -> bool:
        """Gradio's own login answers `{"success": true}` and sets cookies, on 3 to 6 alike."""
        reply = self._visitor.post(
            self._base + "login", form={"username": user, "password": password}
        )
        try:
            return bool(json.loads(reply.body).get("success"))
        except (ValueError, AttributeError):
            return False
