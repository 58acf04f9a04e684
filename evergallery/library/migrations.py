"""The index's schema, as numbered steps. A step that was ever released is never edited."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable

Migration = Callable[[sqlite3.Connection], None]


def migrate(db: sqlite3.Connection) -> None:
    """Bring the schema to the newest version, one transaction per step.

    A database made by a newer version of the program raises sqlite3.DatabaseError.
    """
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise sqlite3.DatabaseError(f"schema version {version} is newer than this program")
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            step(db)
            db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise


def _run(db: sqlite3.Connection, script: str) -> None:
    """Not `executescript`, which would commit; statements are parted by a blank line."""
    for statement in script.split("\n\n"):
        db.execute(statement)


def _folders_and_items(db: sqlite3.Connection) -> None:
    """Paths and names are BLOBs because they need not be UTF-8.

    AUTOINCREMENT: an id is never used again, since addresses with it may be cached for ever.
    """
    _run(
        db,
        """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID

CREATE TABLE folder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parent INTEGER REFERENCES folder(id),
    path BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL DEFAULT 0,
    is_shown INTEGER NOT NULL DEFAULT 1,
    count INTEGER NOT NULL DEFAULT 0
)

CREATE INDEX folder_by_parent ON folder(parent)

CREATE TABLE item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder INTEGER NOT NULL REFERENCES folder(id),
    file BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    day INTEGER NOT NULL,
    version TEXT NOT NULL,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    pixels INTEGER NOT NULL DEFAULT 0,
    color INTEGER NOT NULL DEFAULT -1,
    is_read INTEGER NOT NULL DEFAULT 0,
    UNIQUE (folder, file)
)

CREATE INDEX item_by_date ON item(day, mtime_ns, id, folder)

CREATE INDEX item_by_name ON item(name_key, id, folder)

CREATE INDEX item_by_size ON item(size_bytes, id, folder)

CREATE INDEX item_by_dimensions ON item(pixels, id, folder)

CREATE INDEX item_unread ON item(mtime_ns) WHERE is_read = 0
""".strip(),
    )
    db.execute("INSERT INTO about VALUES ('library_id', ?)", (secrets.token_hex(8),))


def _counters(db: sqlite3.Connection) -> None:
    """Kept by triggers, so that no writer can forget them: folder.count, and items per day."""
    _run(
        db,
        """
CREATE TABLE day_count (
    folder INTEGER NOT NULL,
    day INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (folder, day)
) WITHOUT ROWID

CREATE TRIGGER item_added AFTER INSERT ON item BEGIN
    UPDATE folder SET count = count + 1 WHERE id = new.folder;
    INSERT INTO day_count VALUES (new.folder, new.day, 1)
        ON CONFLICT (folder, day) DO UPDATE SET count = count + 1;
END

CREATE TRIGGER item_removed AFTER DELETE ON item BEGIN
    UPDATE folder SET count = count - 1 WHERE id = old.folder;
    UPDATE day_count SET count = count - 1 WHERE folder = old.folder AND day = old.day;
    DELETE FROM day_count WHERE folder = old.folder AND day = old.day AND count = 0;
    DELETE FROM detail WHERE id = old.id;
END

CREATE TRIGGER item_redated AFTER UPDATE OF day ON item WHEN new.day <> old.day BEGIN
    INSERT INTO day_count VALUES (new.folder, new.day, 1)
        ON CONFLICT (folder, day) DO UPDATE SET count = count + 1;
    UPDATE day_count SET count = count - 1 WHERE folder = old.folder AND day = old.day;
    DELETE FROM day_count WHERE folder = old.folder AND day = old.day AND count = 0;
END
""".strip(),
    )


def _search(db: sqlite3.Connection) -> None:
    """The word index reads its text from `detail`, so that the text is stored once."""
    _run(
        db,
        """
CREATE TABLE detail (id INTEGER PRIMARY KEY, name TEXT NOT NULL, infotext TEXT NOT NULL)

CREATE VIRTUAL TABLE word USING fts5(
    name, infotext, content = 'detail', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
)

CREATE TRIGGER detail_added AFTER INSERT ON detail BEGIN
    INSERT INTO word(rowid, name, infotext) VALUES (new.id, new.name, new.infotext);
END

CREATE TRIGGER detail_removed AFTER DELETE ON detail BEGIN
    INSERT INTO word(word, rowid, name, infotext)
        VALUES ('delete', old.id, old.name, old.infotext);
END

CREATE TRIGGER detail_changed AFTER UPDATE ON detail
WHEN new.infotext <> old.infotext OR new.name <> old.name BEGIN
    INSERT INTO word(word, rowid, name, infotext)
        VALUES ('delete', old.id, old.name, old.infotext);
    INSERT INTO word(rowid, name, infotext) VALUES (new.id, new.name, new.infotext);
END
""".strip(),
    )


def _marks_and_journal(db: sqlite3.Connection) -> None:
    """`content_id` is empty until a file is read the next time; marking an item reads it at once."""
    _run(
        db,
        """
ALTER TABLE item ADD COLUMN content_id BLOB NOT NULL DEFAULT x''

CREATE INDEX item_by_content ON item(content_id) WHERE content_id <> x''

CREATE TABLE mark (
    content_id BLOB PRIMARY KEY,
    flags INTEGER NOT NULL,
    changed_s INTEGER NOT NULL
) WITHOUT ROWID

CREATE TABLE journal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    user TEXT NOT NULL,
    key TEXT NOT NULL,
    command TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    result TEXT NOT NULL,
    done_s INTEGER NOT NULL,
    UNIQUE (user, key)
)

CREATE INDEX journal_by_time ON journal(done_s)
""".strip(),
    )


MIGRATIONS: tuple[Migration, ...] = (
    _folders_and_items,
    _counters,
    _search,
    _marks_and_journal,
)
