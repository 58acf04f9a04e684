from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from evergallery.library.metadata.exif import Exif, read_exif
from tests.corpus import exif_block


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_a_comment_in_utf16_comes_back(text: str) -> None:
    if "\0" not in text and not text.startswith("\ufeff") and text.isascii():
        assert read_exif(exif_block(text)).comment == text


@pytest.mark.parametrize(
    "comment",
    [
        b"UNICODE\0" + "fox".encode("utf-16-le"),
        b"UNICODE\0" + "fox".encode("utf-16-be"),
        b"UNICODE\0" + "fox".encode("utf-16"),
        b"ASCII\0\0\0fox",
        b"\0" * 8 + b"fox\0",
    ],
)
def test_every_way_a_comment_is_written_is_understood(comment: bytes) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = comment
    assert read_exif(exif.tobytes()).comment == "fox"


def test_the_orientation_is_read_in_either_byte_order() -> None:
    for order, magic in (("<", b"II*\0"), (">", b"MM\0*")):
        block = magic + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
        assert read_exif(block).orientation == 6


def test_a_folder_that_points_at_itself_ends() -> None:
    block = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIII", 1, 0x8769, 4, 1, 8, 0)
    assert read_exif(block) == Exif()


@given(st.binary(max_size=100))
def test_no_block_makes_it_fail(rest: bytes) -> None:
    read_exif(b"MM\0*\0\0\0\x08" + rest)
    read_exif(rest)
