from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.hosts.matrix import NAMES, VARIABLE, pythons


@pytest.fixture(params=NAMES, scope="module")
def python(request: pytest.FixtureRequest) -> Path:
    """The Python of each Gradio, one after the other."""
    found = pythons().get(request.param)
    if found is None:
        pytest.skip(f"{request.param} is not there: {VARIABLE} names no such environment")
    return found


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three pictures."""
    folder = tmp_path_factory.mktemp("pictures")
    for number in range(3):
        Image.new("RGB", (40 + number, 30), (number * 80, 60, 90)).save(folder / f"{number}.png")
    return folder
