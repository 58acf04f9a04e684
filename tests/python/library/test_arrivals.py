from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from evergallery.library.answers import Change, Root
from evergallery.library.arrivals import Arrivals
from evergallery.library.changes import Changes
from evergallery.library.index import Index
from evergallery.library.paths import AllowedFolders
from tests.python.library.scene import picture, wait_until


class Door:
    """Files arrive here; `saved` are the ids handed on for thumbnails."""

    def __init__(self, index: Index, folder: Path) -> None:
        self.index = index
        self.told: list[Change] = []
        self.saved: list[int] = []
        allowed = AllowedFolders.of([Root("", folder)])
        self.arrivals = Arrivals(index, Changes(self.told.append), lambda: allowed, self.on_saved)

    def on_saved(self, ids: Sequence[int]) -> None:
        self.saved.extend(ids)

    def told_ids(self) -> list[int]:
        return [item_id for change in self.told for item_id in change.changed_ids]

    def names(self) -> list[str]:
        with self.index.reading() as db:
            return [row[0] for row in db.execute("SELECT name FROM item ORDER BY name")]


@pytest.fixture
def door(tmp_path: Path, out: Path) -> Iterator[Door]:
    index = Index(tmp_path / "library.db", lambda: None)
    index.open()
    door = Door(index, out)
    door.arrivals.start()
    yield door
    door.arrivals.stop()
    index.close()


def test_a_file_is_complete_when_it_is_told(door: Door, out: Path) -> None:
    door.arrivals.put(picture(out / "new" / "a.png", size=(30, 20)))
    wait_until(lambda: door.told)
    with door.index.reading() as db:
        assert db.execute("SELECT width, height, is_read FROM item").fetchone() == (30, 20, 1)


def test_only_saved_files_are_handed_on(door: Door, out: Path) -> None:
    door.arrivals.put(picture(out / "a.png"))
    door.arrivals.put(picture(out / "b.png"), is_saved=True)
    wait_until(lambda: door.names() == ["a.png", "b.png"] and door.saved)
    assert len(door.saved) == 1


def test_what_is_reported_twice_is_told_once(door: Door, out: Path) -> None:
    path = picture(out / "a.png")
    door.arrivals.put(path, is_saved=True)
    wait_until(lambda: door.told)
    door.arrivals.put(str(path))
    door.arrivals.put(picture(out / "b.png"))
    wait_until(lambda: len(door.told_ids()) >= 2)
    assert door.told_ids() == [1, 2]


def test_a_saved_path_that_is_not_there_stands_for_its_siblings(door: Door, out: Path) -> None:
    picture(out / "a-1.png")
    door.arrivals.put(out / "a.png", is_saved=True)
    wait_until(lambda: door.names() == ["a-1.png"])


def test_a_file_that_vanished_is_removed(door: Door, out: Path) -> None:
    path = picture(out / "a.png")
    picture(out / "b.png")
    door.arrivals.put(path)
    wait_until(door.names)
    path.unlink()
    door.arrivals.put(path)
    wait_until(lambda: door.names() == [])


def test_strange_and_outside_paths_are_ignored(door: Door, out: Path, tmp_path: Path) -> None:
    for path in (out / "a.txt", out / ".b.png", picture(tmp_path / "c.png"), Path("x\0.png")):
        door.arrivals.put(path, is_saved=True)
    door.arrivals.put(picture(out / "z.png"))
    wait_until(lambda: door.names() == ["z.png"])


def test_stopping_takes_in_what_came_before(door: Door, out: Path) -> None:
    for number in range(150):
        door.arrivals.put(picture(out / f"{number}.png"))
    door.arrivals.stop()
    assert len(door.names()) == 150
    door.arrivals = Arrivals(door.index, Changes(door.told.append), AllowedFolders, door.on_saved)
    door.arrivals.start()
