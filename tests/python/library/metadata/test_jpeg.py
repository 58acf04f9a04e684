from __future__ import annotations

import io

import pytest
from PIL import Image

from evergallery.library.metadata.head import Head, Malformed
from evergallery.library.metadata.jpeg import read_jpeg
from tests.corpus import exif_block


def jpeg(**options: object) -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (30, 20)).save(data, "JPEG", **options)
    data.seek(0)
    return data


@pytest.mark.parametrize("progressive", [False, True])
def test_size_and_infotext_are_read(progressive: bool) -> None:
    data = jpeg(exif=exif_block("fox"), progressive=progressive)
    assert read_jpeg(data) == Head(30, 20, "fox")


def test_a_comment_stands_in_for_missing_exif() -> None:
    assert read_jpeg(jpeg(comment="fox")).infotext == "fox"


def test_a_picture_on_its_side_is_measured_as_it_is_seen() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read_jpeg(jpeg(exif=exif.tobytes())) == Head(20, 30)


def test_what_is_no_jpeg_is_malformed() -> None:
    for data in (b"", b"\xff\xd8", b"\xff\xd8ab", b"\xff\xd8\xff\xe0\0\0"):
        with pytest.raises(Malformed):
            read_jpeg(io.BytesIO(data))
