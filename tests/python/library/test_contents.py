from __future__ import annotations

import os
from pathlib import Path

import pytest

from evergallery.library.contents import content_id


def id_of(path: Path) -> bytes:
    with path.open("rb") as file:
        file.read(16)
        return content_id(file)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(100_000))
    return path


def test_a_rename_a_move_a_copy_and_a_touch_keep_it(large: Path) -> None:
    before = id_of(large)
    copy = large.with_name("copy.bin")
    copy.write_bytes(large.read_bytes())
    (large.parent / "below").mkdir()
    moved = large.rename(large.parent / "below" / "other.bin")
    os.utime(moved, (1, 1))
    assert id_of(moved) == id_of(copy) == before
    assert len(before) == 16


@pytest.mark.parametrize("offset", [0, 8_191, 92_000, 99_999])
def test_another_byte_at_either_end_is_another_content(large: Path, offset: int) -> None:
    before = id_of(large)
    data = bytearray(large.read_bytes())
    data[offset] ^= 1
    large.write_bytes(data)
    assert id_of(large) != before


def test_another_size_is_another_content(tmp_path: Path) -> None:
    ids = set()
    for size in (0, 1, 8_191, 8_192, 8_193, 20_000):
        path = tmp_path / f"{size}.bin"
        path.write_bytes(b"\0" * size)
        ids.add(id_of(path))
    assert len(ids) == 6


def test_a_small_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "small.bin"
    path.write_bytes(b"a" * 8_192 + b"b" * 10)
    before = id_of(path)
    path.write_bytes(b"a" * 8_192 + b"b" * 9 + b"c")
    assert id_of(path) != before
