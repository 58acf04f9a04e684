from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from evergallery.library.answers import Change
from evergallery.library.changes import Changes
from evergallery.library.details import DetailReader
from evergallery.library.index import Index
from evergallery.library.paths import Place
from evergallery.library.progress import Progress
from evergallery.library.records import Arrival, apply_arrival
from evergallery.library.versions import Stamp, stamp_of
from tests.python.library.scene import picture


class Bench:
    """An index with unread files, and the reader that is to read them."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.told: list[Change] = []
        self.looked_at: list[str] = []
        self.changes = Changes(self.told.append)
        self.reader = DetailReader(
            index,
            self.changes,
            Progress(),
            threading.Event(),
            lambda place: self.looked_at.append(place.name),
        )

    def add(self, path: Path, stamp: Stamp | None = None) -> None:
        place = Place(str(path.parent), path.name)
        arrival = Arrival(place, [place.folder], stamp or stamp_of(path.stat()), None)
        self.index.write(lambda db: apply_arrival(db, arrival)).result(5)

    def column(self, sql: str) -> list[object]:
        with self.index.reading() as db:
            return [row[0] for row in db.execute(sql)]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    index = Index(tmp_path / "library.db", lambda: None)
    index.open()
    yield Bench(index)
    index.close()


def test_everything_unread_is_read_newest_first(bench: Bench, out: Path) -> None:
    for number in range(250):
        bench.add(picture(out / f"{number}.png", f"text {number}", mtime_s=1_700_000_000 + number))
    batches: list[int] = []
    bench.reader.run(lambda: batches.append(len(bench.column("SELECT id FROM detail"))))
    assert batches == [100, 200, 250]
    first = bench.column("SELECT name FROM item ORDER BY id DESC LIMIT 1")
    assert first == ["249.png"]
    assert bench.column("SELECT count(*) FROM item WHERE is_read = 0") == [0]


def test_files_that_are_other_than_the_index_says_are_handed_on(bench: Bench, out: Path) -> None:
    bench.add(picture(out / "a.png"))
    bench.add(picture(out / "changed.png"), Stamp(1, 1))
    gone = picture(out / "gone.png")
    bench.add(gone)
    gone.unlink()
    bench.reader.run(lambda: None)
    assert sorted(bench.looked_at) == ["changed.png", "gone.png"]
    assert bench.column("SELECT name FROM detail") == ["a.png"]


def test_a_malformed_file_counts_as_read(bench: Bench, out: Path) -> None:
    (out / "a.png").write_bytes(b"nothing")
    bench.add(out / "a.png")
    bench.reader.run(lambda: None)
    assert bench.column("SELECT is_read FROM item") == [1]


def test_with_nothing_to_read_nothing_is_told(bench: Bench) -> None:
    bench.reader.run(lambda: None)
    bench.changes.flush()
    assert bench.told == []
