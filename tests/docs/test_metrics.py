"""docs/metrics.md tells of every metric what the code tells, and of none that is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from evergallery.server import carrier
from evergallery.server.figures import ByteClass
from evergallery.server.metrics import METRICS
from evergallery.server.mount import _BASE

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")


def test_the_table_is_the_code() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `evergallery_")]
    told = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows]
    assert told == [
        (
            f"`{metric.name}`",
            metric.kind,
            ", ".join(f"`{label}`" for label in metric.labels) or "–",
            metric.about,
        )
        for metric in METRICS
    ]


def test_every_metric_that_is_spoken_of_exists() -> None:
    names = {metric.name.removeprefix("evergallery_") for metric in METRICS}
    spoken = re.findall(r"`(?:evergallery_)?([a-z_]+_total|[a-z_]+_seconds|polls_parked)\b", PAGE)
    assert spoken
    assert set(spoken) <= names


def test_every_class_and_reason_is_explained() -> None:
    for kind in get_args(ByteClass):
        assert f"`{kind}`" in PAGE
    for reason in re.findall(r"`(\w+)`", carrier.Carrier.__doc__ or ""):
        assert f"`{reason}`" in PAGE


def test_the_example_asks_at_the_right_address() -> None:
    assert set(re.findall(r"metrics_path: (\S+)", PAGE)) == {f"/{_BASE}/metrics"}


def test_the_line_of_the_log_is_one_that_is_written(caplog: pytest.LogCaptureFixture) -> None:
    figures = carrier.Figures()
    link = carrier.Carrier("ab12" + "x" * 18, figures, 0)
    link.joined("websocket", 0, is_resumed=False)
    link.carried("messages", "down", 12_000)
    link.left("websocket", 1006)
    caplog.set_level("INFO", "evergallery")
    link.joined("http", 34_000, is_resumed=True)
    assert caplog.messages[-1] in PAGE.splitlines()
