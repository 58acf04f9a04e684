"""A taste of `install.py chaos --long`: the program that runs for an hour there runs for ten seconds here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 10
MEMORY = "server memory after warm-up"  # ten seconds are no warm-up


@pytest.mark.slow
@pytest.mark.usefixtures("browser")
def test_ten_seconds_of_mixed_faults_lose_nothing_and_leave_nothing(tmp_path: Path) -> None:
    output = tmp_path / "soak.json"
    words = ["--minutes", str(SECONDS / 60), "--seed", "7", "--json", str(output)]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.chaos.soak", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert output.exists(), ended.stderr
    report = json.loads(output.read_text(encoding="utf-8"))
    missed = [bar for bar in report["bars"] if not bar["ok"] and bar["name"] != MEMORY]
    assert missed == [], report["complaints"]
    assert report["counts"]["whole scrolls"] > 0
