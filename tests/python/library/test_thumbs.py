from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from evergallery.errors import ItemGone, LibraryFailed, ThumbnailFailed
from evergallery.library import thumbs as module
from evergallery.library.thumbs import Thumbs
from tests.python.library.scene import picture

KEY = "ab" + "0" * 30


@pytest.fixture
def thumbs(tmp_path: Path) -> Iterator[Thumbs]:
    thumbs = Thumbs(tmp_path / "thumbs", 64)
    yield thumbs
    thumbs.stop()


def test_a_thumbnail_is_made_once(thumbs: Thumbs, out: Path) -> None:
    source = str(picture(out / "a.png"))
    first = thumbs.get(source, KEY)
    assert first.color == 0xC82828
    os.unlink(source)
    assert thumbs.get(source, KEY) == (first.path, None)
    assert first.path.parent.name == "ab"


def test_those_who_ask_at_the_same_time_share_one_job(
    thumbs: Thumbs, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = threading.Event()
    made: list[str] = []

    def slow(source: str, size_px: int) -> tuple[bytes, int]:
        hold.wait(5)
        made.append(source)
        return b"webp", 1

    monkeypatch.setattr(module, "thumbnail_of", slow)
    jobs = [thumbs.begin("a", KEY) for _ in range(5)]
    hold.set()
    assert {job.result(5).color for job in jobs} == {1}
    assert made == ["a"]


def test_a_broken_file_is_decoded_only_once(
    thumbs: Thumbs, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = out / "a.png"
    broken.write_bytes(b"nothing")
    with pytest.raises(ThumbnailFailed):
        thumbs.get(str(broken), KEY)
    monkeypatch.setattr(module, "thumbnail_of", None)
    with pytest.raises(ThumbnailFailed):
        thumbs.get(str(broken), KEY)


def test_what_lies_there_is_read_and_nothing_is_made(thumbs: Thumbs, out: Path) -> None:
    assert thumbs.lying(KEY) is None
    made = thumbs.get(str(picture(out / "a.png")), KEY)
    assert thumbs.lying(KEY) == made.path.read_bytes()


def test_what_is_known_to_be_broken_is_not_waited_for(thumbs: Thumbs, out: Path) -> None:
    (out / "a.png").write_bytes(b"nothing")
    with pytest.raises(ThumbnailFailed) as first:
        thumbs.get(str(out / "a.png"), KEY)
    with pytest.raises(ThumbnailFailed) as again:
        thumbs.lying(KEY)
    assert again.value.message == first.value.message


def test_a_vanished_file_is_gone_and_may_come_back(thumbs: Thumbs, out: Path) -> None:
    with pytest.raises(ItemGone):
        thumbs.get(str(out / "a.png"), KEY)
    thumbs.get(str(picture(out / "a.png")), KEY)


def test_no_half_written_file_is_left(thumbs: Thumbs, out: Path) -> None:
    made = thumbs.get(str(picture(out / "a.png")), KEY)
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]


def test_pruning_removes_what_no_file_has_any_more(thumbs: Thumbs, out: Path) -> None:
    source = str(picture(out / "a.png"))
    kept, stray = thumbs.get(source, KEY), thumbs.get(source, "cd" + "0" * 30)
    assert thumbs.prune([KEY]) == 1
    assert (kept.path.exists(), stray.path.exists()) == (True, False)


def test_nothing_is_made_after_the_end(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path, 64)
    thumbs.stop()
    with pytest.raises(LibraryFailed):
        thumbs.get("a", KEY)


def test_a_full_disk_is_an_error_for_people(thumbs: Thumbs, out: Path, tmp_path: Path) -> None:
    (tmp_path / "thumbs").touch()
    with pytest.raises(ThumbnailFailed, match="room"):
        thumbs.get(str(picture(out / "a.png")), KEY)
