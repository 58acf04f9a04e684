from __future__ import annotations

import io

import pytest

from evergallery.library.metadata.head import TEXT_MAX, Malformed, clean_text, take, turned, unpack


def test_a_file_that_ends_early_is_malformed() -> None:
    with pytest.raises(Malformed):
        take(io.BytesIO(b"abc"), 4)
    with pytest.raises(Malformed):
        unpack(">I", b"abc")


def test_half_of_the_orientations_exchange_the_sides() -> None:
    assert [turned(3, 2, orientation) for orientation in (0, 1, 4, 5, 8, 9)] == [
        *((3, 2),) * 3,
        *((2, 3),) * 2,
        (3, 2),
    ]


def test_text_is_made_fit_for_storage() -> None:
    assert clean_text(" a\0b\ud800 ") == "ab?"
    assert len(clean_text("x" * TEXT_MAX * 2)) == TEXT_MAX
