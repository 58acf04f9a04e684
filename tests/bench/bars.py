"""What a bench reports: a measured value beside the bar it has to hold."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TypedDict


class Bar(TypedDict):
    """`ok`: the value holds the bar. The unit says what both are."""

    name: str
    value: float
    unit: str
    bar: float
    ok: bool


def at_most(name: str, value: float, unit: str, bar: float) -> Bar:
    return Bar(name=name, value=round(value, 3), unit=unit, bar=bar, ok=value <= bar)


def at_least(name: str, value: float, unit: str, bar: float) -> Bar:
    return Bar(name=name, value=round(value, 3), unit=unit, bar=bar, ok=value >= bar)


def bench_folder() -> Path:
    """Where corpora are kept between runs: EVERGALLERY_BENCH_DIR, or a place among temporary files."""
    given = os.environ.get("EVERGALLERY_BENCH_DIR")
    return Path(given) if given else Path(tempfile.gettempdir(), "evergallery-bench")
