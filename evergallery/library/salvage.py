"""What no scan finds again, carried over from an index that had to be moved aside."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from evergallery.log import get_logger

_log = get_logger("library")

_KEPT = {
    "mark": "content_id, flags, changed_s",
    "journal": "user, key, command, fingerprint, result, done_s",
}


def salvage(db: sqlite3.Connection, broken: Path) -> None:
    """As many marks and done actions as can be read. Never raises: an empty index is better than none."""
    try:
        db.execute("ATTACH ? AS broken", (str(broken),))
    except sqlite3.Error as error:
        _log.debug("nothing can be saved from the old index: %s", error)
        return
    saved = {table: _carry_over(db, table, columns) for table, columns in _KEPT.items()}
    db.execute("DETACH broken")
    if any(saved.values()):
        _log.info("saved from the old index: %(mark)d marks, %(journal)d done actions", saved)


def _carry_over(db: sqlite3.Connection, table: str, columns: str) -> int:
    """How many rows; a broken page ends the table early."""
    rows: list[tuple[object, ...]] = []
    try:
        rows.extend(db.execute(f"SELECT {columns} FROM broken.{table}"))  # noqa: S608
    except sqlite3.Error as error:
        _log.debug("the old index's %s cannot be read to its end: %s", table, error)
    places = ", ".join("?" for _ in columns.split(","))
    db.executemany(f"INSERT OR IGNORE INTO main.{table} ({columns}) VALUES ({places})", rows)  # noqa: S608
    return len(rows)
