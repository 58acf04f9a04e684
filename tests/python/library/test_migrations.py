from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from evergallery.library.migrations import MIGRATIONS, migrate


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        yield db


def test_an_empty_database_gets_the_newest_schema_once(db: sqlite3.Connection) -> None:
    migrate(db)
    library_id = db.execute("SELECT value FROM about").fetchall()
    migrate(db)
    assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert db.execute("SELECT value FROM about").fetchall() == library_id


def test_a_newer_schema_is_refused(db: sqlite3.Connection) -> None:
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(sqlite3.DatabaseError, match="newer"):
        migrate(db)


def test_a_step_that_fails_leaves_nothing_behind(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half (id INTEGER)")
        raise RuntimeError

    monkeypatch.setattr("evergallery.library.migrations.MIGRATIONS", (fail,))
    with pytest.raises(RuntimeError):
        migrate(db)
    assert db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_an_index_from_before_there_were_marks_keeps_its_items(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("evergallery.library.migrations.MIGRATIONS", MIGRATIONS[:3])
        migrate(db)
    db.execute("INSERT INTO folder (id, path, name) VALUES (1, x'00', 'f')")
    db.execute(
        "INSERT INTO item (folder, file, name, name_key, kind, size_bytes, mtime_ns, day, version)"
        " VALUES (1, x'00', '', '', 'image', 0, 0, 10, '')"
    )
    migrate(db)
    assert db.execute("SELECT id, content_id FROM item").fetchall() == [(1, b"")]
    assert db.execute("SELECT count(*) FROM mark").fetchone() == (0,)


def test_the_counters_follow_every_change_of_an_item(db: sqlite3.Connection) -> None:
    migrate(db)
    db.execute("INSERT INTO folder (id, path, name) VALUES (1, x'00', 'f')")
    for number in range(3):
        db.execute(
            "INSERT INTO item (folder, file, name, name_key, kind, size_bytes, mtime_ns, day, version)"
            " VALUES (1, ?, '', '', 'image', 0, 0, 10, '')",
            (bytes([number]),),
        )
    db.execute("UPDATE item SET day = 11 WHERE id = 1")
    db.execute("DELETE FROM item WHERE id = 2")
    assert db.execute("SELECT count FROM folder").fetchone() == (2,)
    counts = db.execute("SELECT day, count FROM day_count ORDER BY day").fetchall()
    assert counts == [(10, 1), (11, 1)]
