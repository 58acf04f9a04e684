from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evergallery.library.metadata.head import Head
from evergallery.library.migrations import migrate
from evergallery.library.paths import Place
from evergallery.library.records import (
    Arrival,
    FolderDifference,
    HeadRead,
    KnownFile,
    NewFile,
    Outcome,
    Rewritten,
    apply_arrival,
    apply_difference,
    ensure_folder,
    merged,
    remove_folder,
    show_folders,
    store_color,
    store_heads,
)
from evergallery.library.versions import Stamp

OLD, NEW = Stamp(1, 10), Stamp(2, 20)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        yield db


def stamps(db: sqlite3.Connection) -> dict[str, Stamp]:
    rows = db.execute("SELECT name, size_bytes, mtime_ns FROM item")
    return {name: Stamp(*stamp) for name, *stamp in rows}


def add(db: sqlite3.Connection, folder: Path, name: str, stamp: Stamp = OLD) -> KnownFile:
    apply_difference(db, FolderDifference([str(folder)], None, added=[NewFile(name, stamp)]))
    (item,) = db.execute("SELECT id FROM item WHERE name = ?", (name,)).fetchone()
    return KnownFile(item, name, stamp)


def arrive(db: sqlite3.Connection, folder: Path, name: str, stamp: Stamp | None) -> Outcome:
    return apply_arrival(db, Arrival(Place(str(folder), name), [str(folder)], stamp, None))


def test_a_listing_does_not_undo_what_a_file_told_meanwhile(
    db: sqlite3.Connection, out: Path
) -> None:
    known = add(db, out, "a.png")
    arrive(db, out, "a.png", NEW)
    late = FolderDifference([str(out)], None, rewritten=[Rewritten(known, Stamp(3, 15))])
    assert not apply_difference(db, late)
    again = FolderDifference([str(out)], None, added=[NewFile("a.png", OLD)])
    assert not apply_difference(db, again)
    assert stamps(db) == {"a.png": NEW}


def test_a_file_that_came_back_is_not_removed(db: sqlite3.Connection, out: Path) -> None:
    known = [add(db, out, "a.png"), add(db, out, "b.png")]
    (out / "a.png").touch()
    outcome = apply_difference(db, FolderDifference([str(out)], None, gone=known))
    assert outcome.has_new_items
    assert list(stamps(db)) == ["a.png"]


def test_nothing_is_removed_below_a_root_that_looks_empty(
    db: sqlite3.Connection, out: Path
) -> None:
    known = add(db, out, "a.png")
    assert not apply_difference(db, FolderDifference([str(out)], None, gone=[known]))
    assert not arrive(db, out, "a.png", None)
    assert list(stamps(db)) == ["a.png"]


def test_an_overwritten_file_keeps_its_id_and_must_be_read_again(
    db: sqlite3.Connection, out: Path
) -> None:
    known = add(db, out, "a.png")
    store_heads(db, [HeadRead(known.id, OLD, Head(1, 1, "fox"))])
    assert arrive(db, out, "a.png", NEW).changed_ids == [known.id]
    row = db.execute("SELECT id, is_read FROM item").fetchone()
    assert row == (known.id, 0)


def test_a_head_read_from_an_older_content_is_not_stored(db: sqlite3.Connection, out: Path) -> None:
    known = add(db, out, "a.png")
    assert not store_heads(db, [HeadRead(known.id, NEW, Head(1, 1))])
    assert store_heads(db, [HeadRead(known.id, OLD, Head(3, 2))]).changed_ids == [known.id]
    assert db.execute("SELECT width, height, pixels FROM item").fetchone() == (3, 2, 6)


def test_removing_an_item_takes_its_words_along(db: sqlite3.Connection, out: Path) -> None:
    known = add(db, out, "a.png")
    store_heads(db, [HeadRead(known.id, OLD, Head(1, 1, "fox"))])
    store_heads(db, [HeadRead(known.id, OLD, Head(1, 1, "wolf"))])
    assert matches(db, "fox") == []
    assert matches(db, "wolf") == [known.id]
    db.execute("DELETE FROM item")
    assert matches(db, "wolf") == []
    db.execute("INSERT INTO word(word) VALUES ('integrity-check')")


def matches(db: sqlite3.Connection, word: str) -> list[int]:
    return [row[0] for row in db.execute("SELECT rowid FROM word WHERE word MATCH ?", (word,))]


def test_a_color_belongs_to_one_content(db: sqlite3.Connection, out: Path) -> None:
    known = add(db, out, "a.png")
    store_color(db, known.id, "another", 5)
    assert db.execute("SELECT color FROM item").fetchone() == (-1,)


def test_missing_ancestors_are_added_and_orphans_put_in_their_place(
    db: sqlite3.Connection,
) -> None:
    outcome = Outcome()
    inner = ensure_folder(db, ["/a/b"], outcome)
    assert ensure_folder(db, ["/a", "/a/b"], outcome) == inner
    (parent,) = db.execute("SELECT parent FROM folder WHERE id = ?", (inner,)).fetchone()
    assert db.execute("SELECT path FROM folder WHERE id = ?", (parent,)).fetchone() == (b"/a",)


def test_a_folder_goes_with_everything_below_it(db: sqlite3.Connection, out: Path) -> None:
    (out / "kept").mkdir()
    outcome = Outcome()
    gone = [str(out), str(out / "x"), str(out / "x" / "y")]
    ensure_folder(db, gone, outcome)
    apply_difference(db, FolderDifference(gone, None, added=[NewFile("a.png", OLD)]))
    assert remove_folder(db, gone[:2]).has_new_items
    assert stamps(db) == {}
    assert db.execute("SELECT count(*) FROM folder").fetchone() == (1,)


def test_a_folder_that_is_there_is_not_removed(db: sqlite3.Connection, out: Path) -> None:
    (out / "x").mkdir()
    ensure_folder(db, [str(out), str(out / "x")], Outcome())
    assert not remove_folder(db, [str(out), str(out / "x")])


def test_hiding_a_folder_keeps_its_rows(db: sqlite3.Connection, out: Path) -> None:
    add(db, out, "a.png")
    assert show_folders(db, lambda _path: False).has_new_items
    assert not show_folders(db, lambda _path: False)
    assert len(stamps(db)) == 1


def test_outcomes_merge() -> None:
    whole = merged([Outcome(True), Outcome(changed_ids=[1]), Outcome(has_new_folders=True)])
    assert whole == Outcome(True, [1], True)
    assert not merged([])
