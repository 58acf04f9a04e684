from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from evergallery.errors import FolderUnknown
from evergallery.library.folders import folder_tree, scope_of
from evergallery.library.migrations import migrate


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """out (1) holds 10 and 9, 9 holds deep; other is hidden and holds one that is shown."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        db.executemany(
            "INSERT INTO folder (id, parent, path, name, is_shown, count) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (1, None, b"/out", "out", 1, 1),
                (2, 1, b"/out/10", "10", 1, 2),
                (3, 1, b"/out/9", "9", 1, 4),
                (4, 3, b"/out/9/deep", "deep", 1, 8),
                (5, None, b"/other", "other", 0, 16),
                (6, 5, b"/other/in", "in", 1, 32),
            ],
        )
        yield db


def test_parents_come_first_siblings_in_natural_order_with_totals(db: sqlite3.Connection) -> None:
    tree = folder_tree(db, {"/out": "Pictures"})
    assert [(folder.id, folder.parent, folder.name, folder.total) for folder in tree] == [
        (6, None, "in", 32),
        (1, None, "Pictures", 15),
        (3, 1, "9", 12),
        (4, 3, "deep", 8),
        (2, 1, "10", 2),
    ]


def test_a_scope_holds_what_is_shown_below_a_folder(db: sqlite3.Connection) -> None:
    assert set(scope_of(db, 1, True).ids) == {1, 2, 3, 4}
    assert scope_of(db, 3, False).ids == (3,)
    assert set(scope_of(db, None, True).ids) == {1, 2, 3, 4, 6}


def test_everything_is_only_everything_while_nothing_is_hidden(db: sqlite3.Connection) -> None:
    assert not scope_of(db, None, True).is_everything
    db.execute("UPDATE folder SET is_shown = 1")
    assert scope_of(db, None, True).is_everything


def test_hidden_folders_are_unknown(db: sqlite3.Connection) -> None:
    for folder in (5, 77):
        with pytest.raises(FolderUnknown):
            scope_of(db, folder, True)
