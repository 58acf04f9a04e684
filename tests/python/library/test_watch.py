from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from evergallery.library.watch import Watcher
from tests.python.library.scene import picture, wait_until


class Ears:
    """What a watcher reported."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.folders: list[str] = []
        self.watcher = Watcher(self.files.append, self.folders.append)

    def listen(self, folder: Path) -> None:
        """Events only come once the system's watch is set up, so something is done until one does."""
        self.watcher.watch([str(folder)])

        def is_awake() -> bool:
            (folder / "probe.png").touch()
            os.utime(folder / "probe.png")
            return bool(self.files)

        wait_until(is_awake)


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()
    yield ears
    ears.watcher.stop()


def test_files_that_appear_change_and_vanish_are_reported(ears: Ears, out: Path) -> None:
    ears.listen(out)
    path = picture(out / "a.png")
    wait_until(lambda: str(path) in ears.files)
    ears.files.clear()
    path.unlink()
    wait_until(lambda: str(path) in ears.files)


def test_new_and_removed_folders_are_reported(ears: Ears, out: Path) -> None:
    ears.listen(out)
    (out / "x").mkdir()
    wait_until(lambda: str(out / "x") in ears.folders)
    ears.folders.clear()
    shutil.rmtree(out / "x")
    wait_until(lambda: str(out / "x") in ears.folders)


def test_temporary_and_hidden_files_are_not_reported(ears: Ears, out: Path) -> None:
    ears.listen(out)
    (out / "a.png.tmp").touch()
    (out / ".b.png").touch()
    last = picture(out / "last.png")
    wait_until(lambda: str(last) in ears.files)
    assert {Path(name).name for name in ears.files} == {"probe.png", "last.png"}


def test_the_folders_can_be_exchanged(ears: Ears, out: Path) -> None:
    ears.listen(out)
    other = out.parent / "other"
    other.mkdir()
    ears.files.clear()
    ears.listen(other)
    assert str(other / "probe.png") in ears.files


def test_a_flood_of_files_becomes_a_look_at_their_folder(ears: Ears) -> None:
    ears.watcher._hand_on({f"/f/{number}.png": 1 for number in range(1000)})
    assert (ears.files, ears.folders) == ([], ["/f"])


def test_a_name_the_system_call_could_not_tell_becomes_a_look_at_its_folder(ears: Ears) -> None:
    ears.watcher._hand_on({"/f/\ufffd.png": 1, "/f/a.png": 1})
    assert (ears.files, ears.folders) == (["/f/a.png"], ["/f"])


def test_a_folder_merely_touched_is_not_listed(ears: Ears) -> None:
    ears.watcher._hand_on({"/f/x": 2})
    assert ears.folders == []


def test_where_watching_is_impossible_one_line_says_so(
    ears: Ears, out: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_paths: str, **_options: object) -> Iterator[object]:
        raise OSError("no space left on device (inotify)")

    monkeypatch.setattr("watchfiles.watch", refuse)
    with caplog.at_level(logging.WARNING):
        ears.watcher.watch([str(out)])
        wait_until(lambda: "not watched" in caplog.text)
    ears.watcher.stop()


def test_missing_folders_are_left_out(ears: Ears, out: Path) -> None:
    ears.watcher.watch([str(out / "none")])
    assert ears.watcher._thread is None
