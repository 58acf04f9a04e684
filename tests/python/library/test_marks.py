from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from evergallery.errors import ItemUnknown
from evergallery.library.marks import FAVOURITE, note_content, set_favourite
from evergallery.library.migrations import migrate
from evergallery.library.records import FolderDifference, NewFile, apply_difference
from evergallery.library.rows import rows_of
from evergallery.library.versions import Stamp

STAMP = Stamp(10, 20)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        files = [NewFile(f"{name}.png", STAMP) for name in "abc"]
        apply_difference(db, FolderDifference(["/out"], None, added=files))
        for item_id, content in ((1, b"fox"), (2, b"fox"), (3, b"owl")):
            note_content(db, item_id, STAMP, content)
        yield db


def favourites(db: sqlite3.Connection) -> list[int]:
    return [row[0] for row in rows_of(db, [1, 2, 3]) if row[-1] & FAVOURITE]


def test_all_copies_of_a_picture_are_marked_together(db: sqlite3.Connection) -> None:
    assert sorted(set_favourite(db, 1, True)) == [1, 2]
    assert favourites(db) == [1, 2]
    set_favourite(db, 2, False)
    assert favourites(db) == []


def test_marking_twice_is_marking_once(db: sqlite3.Connection) -> None:
    set_favourite(db, 3, True)
    set_favourite(db, 3, True)
    assert db.execute("SELECT content_id, flags FROM mark").fetchall() == [(b"owl", FAVOURITE)]


def test_what_nobody_says_anything_about_takes_no_room(db: sqlite3.Connection) -> None:
    set_favourite(db, 3, True)
    set_favourite(db, 3, False)
    set_favourite(db, 1, False)
    assert db.execute("SELECT count(*) FROM mark").fetchone() == (0,)


def test_a_flag_of_a_later_version_is_left_alone(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO mark VALUES (?, 6, 0)", (b"owl",))
    set_favourite(db, 3, True)
    set_favourite(db, 3, False)
    assert db.execute("SELECT flags FROM mark").fetchone() == (6,)


def test_an_item_whose_content_is_not_known_cannot_be_marked(db: sqlite3.Connection) -> None:
    db.execute("UPDATE item SET content_id = x'' WHERE id = 3")
    for item_id in (3, 99):
        with pytest.raises(ItemUnknown):
            set_favourite(db, item_id, True)


def test_an_id_that_belongs_to_another_picture_by_now_is_not_marked(
    db: sqlite3.Connection,
) -> None:
    (version,) = db.execute("SELECT version FROM item WHERE id = 3").fetchone()
    with pytest.raises(ItemUnknown, match="another one"):
        set_favourite(db, 3, True, "of before")
    assert favourites(db) == []
    assert set_favourite(db, 3, True, version) == [3]


def test_a_content_read_too_late_is_not_noted(db: sqlite3.Connection) -> None:
    note_content(db, 3, Stamp(11, 20), b"late")
    assert db.execute("SELECT content_id FROM item WHERE id = 3").fetchone() == (b"owl",)
