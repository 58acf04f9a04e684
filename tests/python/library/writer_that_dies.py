"""A library that is killed while it does an action: `writer_that_dies DATA_DIR WHEN`.

It marks item 1 under the key "k" and dies by SIGKILL at one of the points of DEATHS.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from evergallery.library.actions import Actions
from evergallery.library.changes import Changes
from evergallery.library.index import Index
from evergallery.library.journal import Action

ACTION = Action("ada", "k", "mark", '{"id":1,"favourite":true}')


class Death(NamedTuple):
    """At the first statement that begins with `words`: before it, or once it is through."""

    words: str
    is_before: bool = True


DEATHS = {
    "before the action": Death("INSERT INTO mark"),
    "between action and journal": Death("INSERT INTO journal"),
    "after both, before the commit": Death("COMMIT"),
    "after the commit, before anybody hears of it": Death("COMMIT", is_before=False),
}


class Mortal(sqlite3.Connection):
    """Dies where `death` says; None: not yet."""

    death: Death | None = None

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        death = Mortal.death
        is_time = death is not None and sql.startswith(death.words)
        if is_time and death.is_before:
            die()
        cursor = super().execute(sql, *values)
        if is_time:
            die()
        return cursor


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(data_dir: Path, when: str) -> None:
    with patch("sqlite3.connect", partial(sqlite3.connect, factory=Mortal)):
        index = Index(data_dir / "library.db", lambda: None)
        index.open()
        Mortal.death = DEATHS[when]
        Actions(index, Changes(lambda change: None)).mark(ACTION, 1, True, "")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
