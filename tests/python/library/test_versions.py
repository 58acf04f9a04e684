from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evergallery.library.versions import (
    Stamp,
    content_key,
    day_name,
    day_of,
    stamp_of_file,
    version_of,
)


def test_path_size_and_time_each_make_another_version() -> None:
    versions = {
        version_of(path, Stamp(size_bytes, mtime_ns))
        for path in ("/a", "/b")
        for size_bytes in (1, 2)
        for mtime_ns in (1, 2)
    }
    assert len(versions) == 8


def test_only_a_plain_file_has_a_stamp(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    stamp = stamp_of_file(str(tmp_path / "a"))
    assert stamp is not None
    assert stamp.size_bytes == 5
    for path in (tmp_path, tmp_path / "link", tmp_path / "nothing", "a\0b"):
        assert stamp_of_file(str(path)) is None


def test_a_version_starts_its_content_key() -> None:
    stamp = Stamp(1, 2)
    assert content_key("/a", stamp).startswith(version_of("/a", stamp))


def test_a_day_is_that_of_the_local_calendar() -> None:
    noon = datetime(2025, 3, 4, 12).astimezone()
    assert day_name(day_of(int(noon.timestamp()) * 10**9)) == "2025-03-04"


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_time_has_a_day(mtime_ns: int) -> None:
    assert len(day_name(day_of(mtime_ns))) == 10
