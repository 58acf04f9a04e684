from __future__ import annotations

import pytest

from evergallery.library.formats import format_of, media_type_of


@pytest.mark.parametrize("name", ["a.png", "A.JPG", "x.y.webp", "clip.MP4"])
def test_the_extension_decides_whatever_its_case(name: str) -> None:
    assert format_of(name) is not None


@pytest.mark.parametrize("name", ["a.txt", ".png", ".hidden.png", "a.png.tmp", "png", "a."])
def test_hidden_temporary_and_strange_files_are_none_of_ours(name: str) -> None:
    assert format_of(name) is None


def test_the_media_type_of_a_path_is_that_of_its_name() -> None:
    assert media_type_of("/out.d/clip.mov") == "video/quicktime"
    assert media_type_of("x.unknown") == "application/octet-stream"
