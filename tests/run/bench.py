"""`install.py bench`: the measurements, each against its bar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import measure
import programs
import venvs
from places import ROOT


def run(names: Sequence[str], quick: bool, as_json: bool) -> int:
    """0 when every bar is held. With `as_json` standard output carries one JSON document only."""
    environment = {**os.environ, **_browser_of(measure.paths(names))}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "bars.json")
        worker = [venvs.dev(), measure.__file__, output, "quick" if quick else "full", *names]
        ended = subprocess.run(
            [*map(str, worker)], cwd=ROOT, env=environment, stdout=sys.stderr, check=False
        )
        if ended.returncode:
            return ended.returncode
        document: dict[str, list[dict[str, Any]]] = json.loads(output.read_text(encoding="utf-8"))
    if as_json:
        print(json.dumps(document, indent=2))
    else:
        _print_table(document["bars"])
    return 0 if all(bar["ok"] for bar in document["bars"]) else 1


def _browser_of(benches: Iterable[Path]) -> dict[str, str]:
    """Where the browser is, for benches that drive one."""
    if any("playwright" in path.read_text(encoding="utf-8") for path in benches):
        return {"EVERGALLERY_CHROMIUM": programs.chromium()}
    return {}


def _print_table(bars: Sequence[dict[str, Any]]) -> None:
    width = max((len(bar["name"]) for bar in bars), default=4)
    print(f"{'name':{width}}{'value':>12}{'bar':>12}  unit")
    for bar in bars:
        value = "never" if bar["value"] is None else f"{bar['value']:,.6g}"
        row = f"{bar['name']:{width}}{value:>12}{bar['bar']:>12,.6g}  {bar['unit']}"
        print(row if bar["ok"] else f"{row}  MISSED")
