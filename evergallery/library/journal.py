"""Actions that were done, so that one that is said again is not done again.

A link may die after the server did what it was asked and before the client heard so. The client then
says it again with the same key, to a server that may have been restarted meanwhile. The row of the
journal is written in the transaction that does the action: either both are in the index or neither.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

from evergallery.errors import ActionConflict

_ROWS_KEPT = 10_000
_KEPT_S = 7 * 24 * 3600
"""A page that was offline for longer than this and comes back does its action anew."""

Answer = TypeVar("Answer")
"""A dataclass that JSON can hold."""


@dataclass(frozen=True)
class Action:
    """Something to be done once. `key` is unique to the user; `params` is JSON, the same for the same wish."""

    user: str
    key: str
    command: str
    params: str

    @property
    def fingerprint(self) -> bytes:
        """Tells this wish from another that was given the same key."""
        text = f"{self.command}\0{self.params}"
        return hashlib.blake2b(text.encode(), digest_size=16).digest()


def once(
    db: sqlite3.Connection, action: Action, kind: type[Answer], work: Callable[[], Answer]
) -> Answer:
    """What the action answers, done now or before. Call it inside the writer's transaction.

    What `work` raises undoes everything: an action that failed may be tried again with its key.
    Raises ActionConflict.
    """
    kept = _kept(db, action)
    if kept is not None:
        return kind(**json.loads(kept))
    answer = work()
    _keep(db, action, json.dumps(asdict(answer)), time.time())  # type: ignore[call-overload]
    return answer


def _kept(db: sqlite3.Connection, action: Action) -> str | None:
    row = db.execute(
        "SELECT fingerprint, result FROM journal WHERE user = ? AND key = ?",
        (action.user, action.key),
    ).fetchone()
    if row is None:
        return None
    if row[0] != action.fingerprint:
        raise ActionConflict
    return str(row[1])


def _keep(db: sqlite3.Connection, action: Action, result: str, now_s: float) -> None:
    db.execute(
        "INSERT INTO journal (user, key, command, fingerprint, result, done_s)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (action.user, action.key, action.command, action.fingerprint, result, int(now_s)),
    )
    prune(db, now_s)


def prune(db: sqlite3.Connection, now_s: float) -> None:
    """The oldest go. Numbers grow with time, so both bounds are one step down an index."""
    db.execute("DELETE FROM journal WHERE done_s < ?", (int(now_s) - _KEPT_S,))
    db.execute(
        "DELETE FROM journal WHERE number <= (SELECT max(number) FROM journal) - ?", (_ROWS_KEPT,)
    )
