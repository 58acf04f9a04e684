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
SOAK_ENDS_WITHIN_S = 600.0  # a report without its hour is better than none

_PACKAGES = """
from importlib.metadata import version
print(", ".join(f"{name} {version(name)}" for name in ("gradio", "uvicorn", "websockets")))
"""


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
    report = link_report.page(tests, cut, soak, versions(environment))
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
    try:
        code = subprocess.run(
            [*map(str, words)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            timeout=60 * minutes + SOAK_ENDS_WITHIN_S,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        print(error, flush=True)
        return Soak(minutes, {}, False)
    if not output.exists():
        return Soak(minutes, {}, False)
    return Soak(minutes, json.loads(output.read_text(encoding="utf-8")), code == 0)


def versions(environment: dict[str, str]) -> list[str]:
    """Of all that took part, in their own words."""
    asked: list[list[Path | str]] = [
        [venvs.dev(), "--version"],
        [venvs.dev(), "-c", _PACKAGES],
        [environment["EVERGALLERY_CHROMIUM"], "--version"],
        [environment["EVERGALLERY_NGINX"], "-v"],
    ]
    said = [_said([str(word) for word in words]) for words in asked if words[0]]
    return [words for words in said if words]


def _said(words: list[str]) -> str:
    """nginx says its version to stderr, Chromium some warnings."""
    try:
        ended = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (ended.stdout.strip() or ended.stderr.strip()).removeprefix("nginx version: ")
