from __future__ import annotations

import io
import struct
import zlib

import pytest

from evergallery.library.metadata.head import TEXT_BYTES_MAX, Head, Malformed
from evergallery.library.metadata.png import SIGNATURE, read_png
from tests.corpus import exif_block, png_chunk

IHDR = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 30, 20, 8, 2, 0, 0, 0))
IDAT = png_chunk(b"IDAT", b"pixels")
IEND = png_chunk(b"IEND", b"")


def read(*chunks: bytes) -> Head:
    return read_png(io.BytesIO(SIGNATURE + IHDR + b"".join(chunks)))


@pytest.mark.parametrize(
    "chunk",
    [
        png_chunk(b"tEXt", b"parameters\0caf\xe9"),
        png_chunk(b"tEXt", b"parameters\0" + "café".encode()),
        png_chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"caf\xe9")),
        png_chunk(b"iTXt", b"parameters\0\0\0\0\0" + "café".encode()),
        png_chunk(b"iTXt", b"parameters\0\1\0\0\0" + zlib.compress("café".encode())),
    ],
)
def test_every_kind_of_text_chunk_is_read(chunk: bytes) -> None:
    assert read(chunk, IDAT, IEND) == Head(30, 20, "café")


def test_text_behind_the_pixels_is_found() -> None:
    assert read(IDAT, IDAT, png_chunk(b"tEXt", b"parameters\0late"), IEND).infotext == "late"


def test_the_hosts_own_text_wins_over_others() -> None:
    workflow = png_chunk(b"tEXt", b"prompt\0{}")
    assert read(workflow, png_chunk(b"tEXt", b"parameters\0mine"), IDAT).infotext == "mine"
    assert read(workflow, IDAT, IEND).infotext == "{}"


def test_exif_turns_the_picture_and_stands_in_for_missing_text() -> None:
    assert read(png_chunk(b"eXIf", exif_block("fox")[6:]), IDAT, IEND).infotext == "fox"


def test_a_compressed_bomb_is_cut() -> None:
    bomb = png_chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"x" * 50_000_000))
    assert len(read(bomb, IEND).infotext) <= TEXT_BYTES_MAX


def test_a_huge_text_chunk_is_cut_and_what_follows_is_found() -> None:
    huge = png_chunk(b"tEXt", b"Comment\0" + b"x" * 1_000_000)
    assert read(huge, png_chunk(b"tEXt", b"parameters\0fox"), IEND).infotext == "fox"


def test_what_is_no_png_is_malformed() -> None:
    for data in (b"", b"GIF89a..", SIGNATURE, SIGNATURE + IDAT + IEND):
        with pytest.raises(Malformed):
            read_png(io.BytesIO(data))
