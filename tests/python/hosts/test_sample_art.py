from __future__ import annotations

from random import Random

import pytest
from PIL import Image

from evergallery.hosts.sample_art import SCENES


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("size", [(160, 96), (96, 160)])
def test_a_scene_fills_its_picture_with_many_colours(name: str, size: tuple[int, int]) -> None:
    picture = SCENES[name](size, Random(3))
    assert picture.size == size
    assert picture.mode == "RGB"
    assert distinct(picture) > 20


@pytest.mark.parametrize("name", SCENES)
def test_another_seed_paints_another_picture(name: str) -> None:
    first, second = (SCENES[name]((96, 64), Random(seed)) for seed in (1, 2))
    assert first.tobytes() != second.tobytes()


def distinct(picture: Image.Image) -> int:
    colors = picture.getcolors(picture.width * picture.height)
    return len(colors or [])
