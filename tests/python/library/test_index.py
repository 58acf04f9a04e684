from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from evergallery.errors import LibraryFailed
from evergallery.library.index import Index


def nothing() -> None:
    pass


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = Index(tmp_path / "data" / "library.db", nothing)
    index.open()
    yield index
    index.close()


def put(name: str) -> object:
    return lambda db: db.execute("INSERT INTO about VALUES (?, '')", (name,)) and None


def names(index: Index) -> list[str]:
    with index.reading() as db:
        rows = db.execute("SELECT name FROM about ORDER BY name").fetchall()
    return [row[0] for row in rows if row[0] != "library_id"]


def test_what_was_written_can_be_read(index: Index) -> None:
    index.write(put("a")).result(5)  # type: ignore[arg-type]
    assert names(index) == ["a"]


def test_a_job_that_fails_leaves_nothing_and_tells_its_owner(index: Index) -> None:
    def fail(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO about VALUES ('half', '')")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        index.write(fail).result(5)
    assert names(index) == []


def test_urgent_work_overtakes_what_waits(index: Index) -> None:
    order: list[str] = []
    hold = threading.Event()
    index.write(lambda _db: hold.wait(5))
    late = index.write(lambda _db: order.append("normal"))
    index.write(lambda _db: order.append("urgent"), is_urgent=True)
    hold.set()
    late.result(5)
    assert order == ["urgent", "normal"]


def test_only_what_no_scan_finds_again_waits_for_the_disk(index: Index) -> None:
    def synchronous(db: sqlite3.Connection) -> int:
        level: int = db.execute("PRAGMA synchronous").fetchone()[0]
        return level

    normal, full = 1, 2
    assert index.write(synchronous, is_lasting=True).result(5) == full
    assert index.write(synchronous).result(5) == normal


def test_a_reader_sees_one_state_while_others_write(index: Index) -> None:
    with index.reading() as db:
        assert db.execute("SELECT count(*) FROM about").fetchone() == (1,)
        index.write(put("a")).result(5)  # type: ignore[arg-type]
        assert db.execute("SELECT count(*) FROM about").fetchone() == (1,)
    assert names(index) == ["a"]


def test_readers_cannot_write(index: Index) -> None:
    with pytest.raises(LibraryFailed), index.reading() as db:
        db.execute("DELETE FROM about")


def test_closing_finishes_what_was_handed_over(tmp_path: Path) -> None:
    index = Index(tmp_path / "library.db", nothing)
    index.open()
    jobs = [index.write(put(str(number))) for number in range(50)]  # type: ignore[arg-type]
    index.close()
    assert all(job.done() for job in jobs)
    with pytest.raises(LibraryFailed):
        index.write(put("late")).result(5)  # type: ignore[arg-type]


def test_a_corrupt_file_is_moved_aside_with_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "library.db").write_bytes(b"this is not a database, " * 1000)
    index = Index(tmp_path / "library.db", nothing)
    with caplog.at_level(logging.INFO):
        index.open()
    index.close()
    assert len(caplog.records) == 1
    assert len(list(tmp_path.glob("library-broken-*.db"))) == 1


def test_a_data_folder_that_cannot_be_made_is_an_error_for_people(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryFailed):
        Index(tmp_path / "file" / "library.db", nothing).open()
