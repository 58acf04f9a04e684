from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from evergallery.errors import ActionConflict, ItemUnknown
from evergallery.library import Action
from evergallery.library.journal import once, prune
from evergallery.library.migrations import migrate
from tests.python.library.scene import picture, showing
from tests.python.library.writer_that_dies import ACTION, DEATHS

ROOT = Path(__file__).resolve().parents[3]
DAY_S = 24 * 3600


@dataclass(frozen=True)
class Counted:
    count: int


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        yield db


@pytest.fixture
def count() -> Callable[[], Counted]:
    """Work that shows how often it was done."""
    done: list[None] = []

    def work() -> Counted:
        done.append(None)
        return Counted(len(done))

    return work


def test_an_action_said_again_is_not_done_again(
    db: sqlite3.Connection, count: Callable[[], Counted]
) -> None:
    assert once(db, ACTION, Counted, count) == Counted(1)
    assert once(db, ACTION, Counted, count) == Counted(1)


def test_another_key_is_another_action(
    db: sqlite3.Connection, count: Callable[[], Counted]
) -> None:
    once(db, ACTION, Counted, count)
    assert once(db, replace(ACTION, key="other"), Counted, count) == Counted(2)


def test_a_key_is_its_users_own(db: sqlite3.Connection, count: Callable[[], Counted]) -> None:
    once(db, ACTION, Counted, count)
    assert once(db, replace(ACTION, user="bob"), Counted, count) == Counted(2)


@pytest.mark.parametrize(
    "other", [replace(ACTION, params="{}"), replace(ACTION, command="delete")], ids=str
)
def test_a_key_that_means_something_else_now_is_refused(
    db: sqlite3.Connection, count: Callable[[], Counted], other: Action
) -> None:
    once(db, ACTION, Counted, count)
    with pytest.raises(ActionConflict):
        once(db, other, Counted, count)
    assert count() == Counted(2), "the refused one was done all the same"


def test_an_action_that_failed_may_be_tried_again(
    db: sqlite3.Connection, count: Callable[[], Counted]
) -> None:
    def fail() -> Counted:
        raise ItemUnknown

    with pytest.raises(ItemUnknown):
        once(db, ACTION, Counted, fail)
    assert once(db, ACTION, Counted, count) == Counted(1)


def test_the_journal_keeps_a_week_and_ten_thousand(db: sqlite3.Connection) -> None:
    now_s = 100 * DAY_S
    row = "INSERT INTO journal (user, key, command, fingerprint, result, done_s) VALUES ('', ?, '', x'', '', ?)"
    db.executemany(row, [(f"old {number}", now_s - 8 * DAY_S) for number in range(10)])
    db.executemany(row, [(f"new {number}", now_s - 6 * DAY_S) for number in range(10_005)])
    prune(db, now_s)
    assert db.execute("SELECT count(*) FROM journal").fetchone() == (10_000,)
    assert db.execute("SELECT min(number), max(number) FROM journal").fetchone() == (16, 10_015)


@pytest.mark.parametrize("when", DEATHS)
def test_a_server_killed_at_any_point_does_the_action_once(out: Path, when: str) -> None:
    """The client hears nothing, and says it again to the next server."""
    picture(out / "a.png")
    data = out.parent / "data"
    with showing(out, data=data) as scene:
        assert scene.id_of("a.png") == 1
    ended = subprocess.run(
        [sys.executable, "-m", "tests.python.library.writer_that_dies", str(data), when],
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert ended.returncode == -9
    with showing(out, data=data) as scene:
        was_done = bool(scene.row("a.png")[-1])
        assert was_done == ("after the commit" in when)
        scene.library.mark(ACTION, 1, True)
        assert scene.row("a.png")[-1] == 1
        with scene.library._index.reading() as db:
            assert db.execute("SELECT count(*) FROM journal").fetchone() == (1,)
            assert db.execute("SELECT count(*) FROM mark").fetchone() == (1,)
