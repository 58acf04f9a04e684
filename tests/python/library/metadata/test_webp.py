from __future__ import annotations

import io

import pytest
from PIL import Image

from evergallery.library.metadata.head import Head, Malformed
from evergallery.library.metadata.webp import read_webp
from tests.corpus import exif_block


@pytest.mark.parametrize(
    "options", [{}, {"lossless": True}, {"exif": exif_block("fox")}], ids=["VP8", "VP8L", "VP8X"]
)
def test_every_kind_of_webp_tells_its_size(options: dict[str, object]) -> None:
    data = io.BytesIO()
    Image.new("RGB", (300, 200)).save(data, "WEBP", **options)
    data.seek(0)
    assert read_webp(data) == Head(300, 200, "fox" if "exif" in options else "")


def test_what_is_no_webp_is_malformed() -> None:
    for data in (b"", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WEBPnope\x04\0\0\0abcd"):
        with pytest.raises(Malformed):
            read_webp(io.BytesIO(data))
