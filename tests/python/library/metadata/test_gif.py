from __future__ import annotations

import io

import pytest
from PIL import Image

from evergallery.library.metadata.gif import read_bmp, read_gif
from evergallery.library.metadata.head import Head, Malformed


def test_a_gif_tells_size_and_comment() -> None:
    data = io.BytesIO()
    Image.new("P", (30, 20)).save(data, "GIF", comment="a fox " * 100)
    data.seek(0)
    assert read_gif(data) == Head(30, 20, "a fox " * 100)


def test_a_bmp_may_stand_on_its_head() -> None:
    data = io.BytesIO()
    Image.new("RGB", (30, 20)).save(data, "BMP")
    raw = bytearray(data.getvalue())
    raw[22:26] = (-20).to_bytes(4, "little", signed=True)
    assert read_bmp(io.BytesIO(raw)) == Head(30, 20)


def test_what_is_neither_is_malformed() -> None:
    for reader in (read_gif, read_bmp):
        with pytest.raises(Malformed):
            reader(io.BytesIO(b"x" * 30))
