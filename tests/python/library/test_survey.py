from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from evergallery.library import survey as module
from evergallery.library.answers import Root
from evergallery.library.changes import Changes
from evergallery.library.index import Index
from evergallery.library.paths import AllowedFolders, Listing, list_folder
from evergallery.library.progress import Progress
from evergallery.library.survey import Survey
from tests.python.library.scene import picture

LONG_AGO_S = 1_700_000_000


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = Index(tmp_path / "library.db", lambda: None)
    index.open()
    yield index
    index.close()


def survey(index: Index, folder: Path, *, is_full: bool) -> Survey:
    allowed = AllowedFolders.of([Root("", folder)])
    progress, changes = Progress(), Changes(lambda _change: None)
    made = Survey(index, changes, progress, allowed, threading.Event(), is_full=is_full)
    made.walk(made.show_present())
    return made


def names(index: Index) -> list[str]:
    with index.reading() as db:
        return [row[0] for row in db.execute("SELECT name FROM item ORDER BY name")]


def settle(*folders: Path) -> None:
    for folder in folders:
        os.utime(folder, (LONG_AGO_S, LONG_AGO_S))


def test_a_walk_takes_in_the_whole_tree(index: Index, out: Path) -> None:
    for name in ("a.png", "x/b.png", "x/y/c.png"):
        picture(out / name)
    assert survey(index, out, is_full=True).has_unsettled
    assert names(index) == ["a.png", "b.png", "c.png"]


def test_a_light_walk_lists_only_folders_that_changed(
    index: Index, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(out / "a.png")
    picture(out / "x" / "b.png")
    settle(out, out / "x")
    assert not survey(index, out, is_full=True).has_unsettled
    picture(out / "x" / "c.png")
    listed: list[str] = []

    def note(folder: str) -> Listing:
        listed.append(folder)
        return list_folder(folder)

    monkeypatch.setattr(module.paths, "list_folder", note)
    survey(index, out, is_full=False)
    assert listed == [str(out / "x")]
    assert names(index) == ["a.png", "b.png", "c.png"]


def test_only_a_full_walk_sees_what_was_written_in_place(index: Index, out: Path) -> None:
    path = picture(out / "a.png")
    settle(out)
    survey(index, out, is_full=True)
    path.write_bytes(b"other")
    settle(out)
    survey(index, out, is_full=False)
    assert size_of(index) != 5
    survey(index, out, is_full=True)
    assert size_of(index) == 5


def size_of(index: Index) -> int:
    with index.reading() as db:
        return int(db.execute("SELECT size_bytes FROM item").fetchone()[0])


def test_a_file_written_while_its_folder_is_listed_is_found_by_the_next_light_walk(
    index: Index, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(out / "a.png")

    def then_write(folder: str) -> Listing:
        listing = list_folder(folder)
        picture(out / "late.png")
        return listing

    monkeypatch.setattr(module.paths, "list_folder", then_write)
    survey(index, out, is_full=True)
    assert names(index) == ["a.png"]
    monkeypatch.undo()
    survey(index, out, is_full=False)
    assert names(index) == ["a.png", "late.png"]


def test_a_folder_that_cannot_be_read_is_left_as_it_was(
    index: Index, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(out / "x" / "a.png")
    picture(out / "b.png")
    survey(index, out, is_full=True)

    def refuse(folder: str) -> Listing:
        if folder.endswith("x"):
            raise PermissionError
        return list_folder(folder)

    monkeypatch.setattr(module.paths, "list_folder", refuse)
    survey(index, out, is_full=True)
    assert names(index) == ["a.png", "b.png"]


def test_a_drive_that_goes_away_during_the_walk_takes_nothing_along(
    index: Index, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(out / "x" / "a.png")
    picture(out / "b.png")
    survey(index, out, is_full=True)

    def then_unmount(folder: str) -> Listing:
        listing = list_folder(folder)
        if out.exists():
            out.rename(out.parent / "away")
            out.mkdir()
        return listing

    monkeypatch.setattr(module.paths, "list_folder", then_unmount)
    survey(index, out, is_full=True)
    assert names(index) == ["a.png", "b.png"]
