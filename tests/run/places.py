"""Where things are in the clone, and the one error of the machinery."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).resolve().parent / "requirements"
HOST_REQUIREMENTS = ROOT / "tests" / "hosts" / "requirements"
VENVS = ROOT / ".venvs"
LOGS = VENVS / "logs"
NODE_MODULES = ROOT / "node_modules"


class Unavailable(Exception):
    """Something a step needs cannot be had on this machine; the text tells a person what and why."""


def program(venv: Path, name: str) -> Path:
    """A program inside a virtual environment."""
    if os.name == "nt":
        return venv / "Scripts" / f"{name}.exe"
    return venv / "bin" / name
