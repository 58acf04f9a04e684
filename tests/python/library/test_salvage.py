from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evergallery.library.migrations import migrate
from evergallery.library.salvage import salvage


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        yield db


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An index with 2,000 marks and one done action."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as db:
        migrate(db)
        marks = [(b"%08d" % number, 1, 0) for number in range(2_000)]
        db.executemany("INSERT INTO mark VALUES (?, ?, ?)", marks)
        db.execute("INSERT INTO journal VALUES (77, 'ada', 'k', 'mark', x'00', '{}', 5)")
        db.commit()
    return path


def counts(db: sqlite3.Connection) -> tuple[int, int]:
    marks, actions = (
        db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("mark", "journal")
    )
    return marks, actions


def test_marks_and_done_actions_are_carried_over(db: sqlite3.Connection, old: Path) -> None:
    salvage(db, old)
    assert counts(db) == (2_000, 1)
    assert db.execute("SELECT count(*) FROM pragma_database_list").fetchone() == (1,)


def test_a_table_with_a_broken_page_is_saved_as_far_as_it_goes(
    db: sqlite3.Connection, old: Path
) -> None:
    page_bytes, text = 4096, old.read_bytes()
    place = text.index(b"%08d" % 1_500) // page_bytes * page_bytes
    old.write_bytes(text[:place] + os.urandom(page_bytes) + text[place + page_bytes :])
    salvage(db, old)
    marks, actions = counts(db)
    assert 0 < marks < 2_000
    assert actions == 1


@pytest.mark.parametrize("text", [b"", b"this is not a database, " * 1000])
def test_where_nothing_can_be_read_nothing_is_saved(
    db: sqlite3.Connection, tmp_path: Path, text: bytes
) -> None:
    (tmp_path / "broken.db").write_bytes(text)
    salvage(db, tmp_path / "broken.db")
    assert counts(db) == (0, 0)


def test_an_index_from_before_there_were_marks_has_none(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as older:
        older.execute("CREATE TABLE item (id INTEGER)")
    salvage(db, tmp_path / "old.db")
    assert counts(db) == (0, 0)
