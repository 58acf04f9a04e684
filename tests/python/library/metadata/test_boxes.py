from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from evergallery.library.metadata.boxes import boxes, read_avif, read_jp2, read_jxl, read_mp4
from evergallery.library.metadata.head import Head, Malformed
from tests.corpus import exif_block


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def test_a_box_may_have_a_long_size_or_reach_to_the_end() -> None:
    data = struct.pack(">I4sQ", 1, b"long", 18) + b"ab" + struct.pack(">I4s", 0, b"last") + b"cde"
    found = list(boxes(io.BytesIO(data), 0, len(data)))
    assert [(one.kind, one.size) for one in found] == [(b"long", 2), (b"last", 3)]


def test_a_box_shorter_than_its_header_does_not_go_on_for_ever() -> None:
    with pytest.raises(Malformed):
        list(boxes(io.BytesIO(struct.pack(">I4s", 3, b"evil")), 0, 8))


def test_an_avif_is_turned_by_its_own_property() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = io.BytesIO()
    Image.new("RGB", (30, 20)).save(data, "AVIF", exif=exif.tobytes())
    assert read_avif(data) == Head(20, 30)


def test_an_avif_with_transparency_has_the_size_of_its_picture() -> None:
    data = io.BytesIO()
    Image.new("RGBA", (30, 20), (1, 2, 3, 4)).save(data, "AVIF", exif=exif_block("fox"))
    assert read_avif(data) == Head(30, 20, "fox")


def test_a_jp2_tells_its_size() -> None:
    data = io.BytesIO()
    Image.new("RGB", (30, 20)).save(data, "JPEG2000")
    assert read_jp2(data) == Head(30, 20)


def test_an_mp4_has_the_size_of_its_first_picture_track() -> None:
    sound = box(b"trak", box(b"tkhd", b"\0" * 84))
    video = box(b"trak", box(b"tkhd", b"\0" * 76 + struct.pack(">II", 640 << 16, 480 << 16)))
    movie = box(b"ftyp", b"isom") + box(b"mdat", b"x" * 50) + box(b"moov", sound + video)
    assert read_mp4(io.BytesIO(movie)) == Head(640, 480)


@pytest.mark.parametrize(
    ("bits", "size"),
    [
        # small flag 1, (height / 8 - 1) in 5 bits, ratio 1 (square)
        ((1 | 7 << 1 | 1 << 6), (64, 64)),
        # small flag 0, selector 1 and 13 bits of height - 1, ratio 0, then the width likewise
        ((0 | 1 << 1 | 767 << 3 | 0 << 16 | 1 << 19 | 511 << 21), (512, 768)),
    ],
)
def test_a_jxl_tells_its_size(bits: int, size: tuple[int, int]) -> None:
    stream = b"\xff\x0a" + bits.to_bytes(12, "little")
    assert read_jxl(io.BytesIO(stream)) == Head(*size)
    exif = box(b"Exif", b"\0\0\0\0" + exif_block("fox")[6:])
    boxed = box(b"JXL ", b"\r\n\x87\n") + exif + box(b"jxlc", stream)
    assert read_jxl(io.BytesIO(boxed)) == Head(*size, "fox")
