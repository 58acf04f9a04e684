"""Where this program lies."""

from __future__ import annotations

from pathlib import Path


def extension_root() -> Path:
    """The folder with scripts/, javascript/ and css/, beside the package that was loaded; links resolved."""
    return Path(__file__).resolve().parents[2]
