from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder for pictures; its neighbours may hold data and what must not be seen."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
