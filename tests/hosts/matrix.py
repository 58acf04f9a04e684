"""Where the five Gradios are: `EVERGALLERY_MATRIX`.

Either Pythons, separated like PATH (`.venvs/gradio-3.41.2/bin/python:…`, what the test runner says), or one folder
that holds `gradio-<version>/bin/python`.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in (ROOT / "tests/hosts/requirements").glob("gradio-*.txt"))
"""`gradio-3.41.2` …: one per file of requirements, made or not."""

VARIABLE = "EVERGALLERY_MATRIX"


def pythons() -> dict[str, Path]:
    """Name → its Python, of those that are there."""
    found = {}
    for entry in filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)):
        for python in _pythons_of(Path(entry)):
            found[_name_of(python)] = python
    return {name: found[name] for name in NAMES if name in found}


def _pythons_of(entry: Path) -> list[Path]:
    if not entry.is_dir():
        return [entry] if entry.exists() else []
    return [*entry.glob("*/bin/python"), *entry.glob("*/Scripts/python.exe")]


def _name_of(python: Path) -> str:
    return python.parents[1].name
