from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from evergallery.library.heads import read_head
from evergallery.library.metadata.head import TEXT_MAX, Head
from tests.corpus import exif_block
from tests.python.library.scene import picture

TEXT = "a fox, 樱花\nSteps: 20, Seed: 5"


@pytest.mark.parametrize("extension", ["jpg", "webp", "avif", "tiff"])
def test_hosts_write_the_infotext_as_exif(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    Image.new("RGB", (37, 53)).save(path, exif=exif_block(TEXT))
    assert read_head(str(path))[0] == Head(37, 53, TEXT)


@pytest.mark.parametrize("extension", ["png", "gif", "bmp", "jp2", "webp"])
def test_the_size_is_known_without_metadata(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    Image.new("RGB", (300, 200)).save(path)
    assert read_head(str(path))[0] == Head(300, 200)


def test_a_wrong_extension_does_not_matter(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png", TEXT).rename(tmp_path / "a.jpg")
    assert read_head(str(path))[0] == Head(8, 6, TEXT)


def test_the_stamp_is_that_of_what_was_read(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png", mtime_s=1_700_000_000)
    assert read_head(str(path)).stamp == (path.stat().st_size, 1_700_000_000 * 10**9)


def test_hostile_text_is_bounded_and_can_be_stored(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png", "a\0b\n" + "x" * 3_000_000)
    text = read_head(str(path))[0].infotext
    assert len(text) <= TEXT_MAX
    assert "\0" not in text


def test_a_link_is_not_read(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    link = tmp_path / "b.png"
    link.symlink_to(path)
    with pytest.raises(OSError, match="symbolic"):
        read_head(str(link))


MAGIC = [
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"\xff\xd8\xff\xe1",
    b"RIFF\0\0\0\0WEBPVP8X",
    b"GIF89a",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0\0\0\x0cftypavif",
    b"\0\0\0\x0cJXL ",
    b"\xff\x0a",
    b"\0\0\0\x0cjP  ",
    b"\0\0\0\x0cftypisom",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(start=st.sampled_from(MAGIC), rest=st.binary(max_size=200))
def test_no_bytes_make_a_reader_fail(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(start + rest)
    read_head(str(path))


@pytest.mark.parametrize("extension", ["png", "jpg", "webp", "avif", "tiff", "gif"])
def test_a_file_cut_off_anywhere_still_has_a_head(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    options = {} if extension == "gif" else {"exif": exif_block(TEXT)}
    Image.new("RGB", (20, 20)).save(path, **options)
    for size in range(path.stat().st_size - 1, 0, -7):
        os.truncate(path, size)
        head, stamp, _ = read_head(str(path))
        assert head.width in (0, 20)
        assert stamp.size_bytes == size
