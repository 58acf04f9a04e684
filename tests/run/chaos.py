"""`install.py chaos`: the fault suite, and with `--long` a thousand cuts and an hour of mixed faults.

The long form leaves what it found in docs/link-report.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import link_report
import programs
import venvs
from link_report import Cuts, Soak, Tests
from places import ROOT, Unavailable

LONG_CUTS = 1_000


def run(long: bool, minutes: float, cuts: int) -> int:
    """0 when every test passed and every bar was held."""
    environment = surroundings()
    with tempfile.TemporaryDirectory() as folder:
        tests = _fault_suite(Path(folder), environment)
        print(link_report.rows_table(tests), flush=True)
        if not long:
            return 0 if tests.ok else 1
        cut = _cuts(Path(folder), environment, cuts)
        soak = _soak(Path(folder), environment, minutes)
    report = link_report.page(tests, cut, soak)
    (ROOT / "docs" / "link-report.md").write_text(report, encoding="utf-8")
    print(f"{report}\nwritten to docs/link-report.md", flush=True)
    return 0 if tests.ok and cut.ok and soak.ok else 1


def surroundings() -> dict[str, str]:
    """What the fault suite has to be told; the old Gradios are worth having, and no condition."""
    return {
        "EVERGALLERY_CHROMIUM": programs.chromium(),
        "EVERGALLERY_NGINX": programs.nginx(),
        "EVERGALLERY_MATRIX": os.pathsep.join(map(str, _matrix())),
    }


def _matrix() -> list[Path]:
    found = []
    for name in venvs.matrix_names():
        try:
            found.append(venvs.matrix(name))
        except Unavailable as error:
            print(error, flush=True)
    return found


def _fault_suite(folder: Path, environment: dict[str, str]) -> Tests:
    return _pytest(folder / "tests.jsonl", environment, "tests/chaos")


def _cuts(folder: Path, environment: dict[str, str], cuts: int) -> Cuts:
    many = {**environment, "EVERGALLERY_CUTS": str(cuts)}
    return Cuts(cuts, _pytest(folder / "cuts.jsonl", many, "tests/chaos/test_cuts.py"))


def _pytest(results: Path, environment: dict[str, str], what: str) -> Tests:
    began = time.monotonic()
    told = {**os.environ, **environment, "EVERGALLERY_CHAOS_RESULTS": str(results)}
    words = [venvs.dev(), "-m", "pytest", "-q", what]
    code = subprocess.run([*map(str, words)], cwd=ROOT, env=told, check=False).returncode
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    return Tests([json.loads(line) for line in lines], time.monotonic() - began, code == 0)


def _soak(folder: Path, environment: dict[str, str], minutes: float) -> Soak:
    output = folder / "soak.json"
    words = [venvs.dev(), "-m", "tests.chaos.soak", "--minutes", minutes, "--json", output]
    ended = subprocess.run(
        [*map(str, words)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if not output.exists():
        return Soak({}, False)
    return Soak(json.loads(output.read_text(encoding="utf-8")), ended.returncode == 0)
