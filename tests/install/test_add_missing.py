"""`python install.py`: what a web UI runs at its start. It adds, changes nothing, never fails."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"msgspec", "prometheus-client", "watchfiles", "websockets"}


# ---- what is asked for ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gradio", "line"),
    [
        ("3.41.2", "websockets>=11,<12"),
        ("3.43.2", "websockets>=11,<12"),
        ("4.40.0", "websockets>=11,<13"),
        ("5.50.0", "websockets>=11,<16"),
        ("6.31.0", "websockets>=11"),
    ],
)
def test_websockets_keeps_to_what_the_gradio_beside_it_allows(
    install: ModuleType, gradio: str, line: str
) -> None:
    assert line in install.missing_requirements({"gradio": gradio})


def test_a_python_without_gradio_is_asked_for_the_same_packages(install: ModuleType) -> None:
    assert install.missing_requirements({}) == [
        "msgspec",
        "prometheus-client",
        "watchfiles",
        "websockets>=11",
    ]


def test_a_package_that_is_there_is_left_alone_however_old(install: ModuleType) -> None:
    installed = dict.fromkeys(OURS, "0.1") | {"gradio": "3.41.2", "websockets": "10.4"}
    assert install.missing_requirements(installed) == []


def test_every_package_is_pinned_but_those_with_unreadable_versions(install: ModuleType) -> None:
    installed = {"torch": "2.1.2+cu121", "pip": "24.0", "odd": "unknown", "worse": "1.0 (local)"}
    assert install.constraints(installed) == "pip==24.0\ntorch==2.1.2+cu121\n"


# ---- how it behaves in a web UI's Python ---------------------------------------------------------


def test_with_nothing_missing_it_says_nothing_and_asks_nobody(bare_python: Any) -> None:
    for name in OURS:
        bare_python.has(name, "99.0")
    bare_python.has_pip()
    done = bare_python.install()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert bare_python.pip_calls == []


def test_only_what_is_missing_is_asked_for(bare_python: Any) -> None:
    bare_python.has("gradio", "4.40.0")
    bare_python.has("watchfiles", "1.0")
    bare_python.has_pip()
    done = bare_python.install()
    assert done.returncode == 0
    assert done.stdout == "Evergallery: installed msgspec, prometheus-client, websockets.\n"
    assert [call.split()[-3:] for call in bare_python.pip_calls] == [
        ["msgspec", "prometheus-client", "websockets>=11,<13"]
    ]


def test_a_failing_installer_costs_one_line_and_not_the_start(bare_python: Any) -> None:
    bare_python.has_pip(says="trying\nERROR: No matching distribution found", exit_code=1)
    done = bare_python.install()
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        "Evergallery: could not install msgspec, prometheus-client, watchfiles, websockets: "
        "ERROR: No matching distribution found\n"
    )


def test_a_python_without_any_installer_costs_one_line(bare_python: Any) -> None:
    done = bare_python.install()
    assert (done.returncode, done.stderr) == (0, "")
    needed = "msgspec, prometheus-client, watchfiles, websockets"
    assert done.stdout.startswith(f"Evergallery: needs {needed}, but ")
    assert done.stdout.count("\n") == 1


# ---- the proof on what hosts really have ---------------------------------------------------------


def freeze(uv: str, python: Path) -> dict[str, str]:
    words = [uv, "pip", "list", "--format", "json", "--python", str(python)]
    listed = json.loads(subprocess.check_output(words))
    return {package["name"].lower(): package["version"] for package in listed}


@pytest.mark.network
@pytest.mark.parametrize("seed", [("--seed",), ()], ids=["with pip", "with uv only"])
@pytest.mark.parametrize("host", ["gradio-3.41.2", "gradio-4.40.0"])
def test_packages_are_added_and_none_is_changed(
    host: str, seed: tuple[str, ...], uv: str, host_python: Callable[..., Path]
) -> None:
    python = host_python(host, *seed)
    before = freeze(uv, python)
    path = os.pathsep.join([str(Path(uv).parent), os.environ["PATH"]])
    done = subprocess.run(
        [str(python), str(ROOT / "install.py")],
        env={**os.environ, "PATH": path},
        text=True,
        capture_output=True,
        check=True,
    )
    after = freeze(uv, python)
    assert {name: after.get(name) for name in before} == before
    assert after.keys() - before.keys() == OURS - before.keys(), done.stdout
    assert done.stdout == f"Evergallery: installed {', '.join(sorted(OURS - before.keys()))}.\n"
    modules = "gradio, msgspec, prometheus_client, watchfiles, websockets"
    subprocess.run([str(python), "-c", f"import {modules}"], check=True)


@pytest.mark.network
def test_without_a_registry_a_host_with_everything_starts_silently(
    uv: str, host_python: Callable[..., Path]
) -> None:
    python = host_python("gradio-4.40.0", "--seed")
    install = [uv, "pip", "install", "--quiet", "--python", str(python), *sorted(OURS)]
    subprocess.run(install, check=True)
    done = subprocess.run(
        [str(python), str(ROOT / "install.py")],
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "UV_OFFLINE": "1"},
        text=True,
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")
