"""Fixtures of the installer's tests: the module itself, and Pythons to install into."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST_REQUIREMENTS = ROOT / "tests" / "hosts" / "requirements"


@pytest.fixture(scope="session")
def install() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evergallery_install", ROOT / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_quietly(*words: str | Path) -> None:
    """Raises CalledProcessError, and shows what the program said, when it fails."""
    done = subprocess.run([*map(str, words)], text=True, capture_output=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr)
        done.check_returncode()


class BarePython:
    """A virtual environment without a single package, and a stand-in for its pip.

    The stand-in lies in a folder on PYTHONPATH: it notes what it is asked for, and ends as it is told.
    """

    def __init__(self, folder: Path) -> None:
        self.venv, self._packages = folder / "venv", folder / "packages"
        self._calls = folder / "calls.txt"
        self._packages.mkdir()
        make = [sys.executable, "-m", "venv", "--without-pip", str(self.venv)]
        subprocess.run(make, check=True)
        self.python = self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def has(self, name: str, version: str) -> None:
        folder = self._packages / f"{name}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )

    def has_pip(self, says: str = "", exit_code: int = 0) -> None:
        self.has("pip", "24.0")
        pip = self._packages / "pip"
        pip.mkdir()
        (pip / "__main__.py").write_text(
            "import sys\n"
            f"open({str(self._calls)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10))\n"
            f"print({says!r}, file=sys.stderr)\n"
            f"sys.exit({exit_code})\n"
        )

    def install(self) -> subprocess.CompletedProcess[str]:
        """`python install.py` the way a web UI runs it."""
        environment = {**os.environ, "PYTHONPATH": str(self._packages), "PATH": ""}
        return subprocess.run(
            [str(self.python), str(ROOT / "install.py")],
            env=environment,
            text=True,
            capture_output=True,
            check=False,
        )

    @property
    def pip_calls(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []


@pytest.fixture
def bare_python(tmp_path: Path) -> BarePython:
    return BarePython(tmp_path)


@pytest.fixture(scope="session")
def uv() -> str:
    made = ROOT / ".venvs" / "uv" / "bin" / "uv"
    found = os.environ.get("EVERGALLERY_UV") or shutil.which("uv") or str(made)
    if not Path(found).exists():
        pytest.skip("no uv: run these with `python install.py test install`")
    return found


@pytest.fixture
def host_python(uv: str, tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes an environment with exactly a host's packages, and gives its Python."""

    def make(requirements: str, *options: str) -> Path:
        pins = HOST_REQUIREMENTS / f"{requirements}.txt"
        overrides, venv = tmp_path / "overrides.txt", tmp_path / "venv"
        lines = pins.read_text().splitlines()
        overrides.write_text("\n".join(line for line in lines if not line.startswith("gradio")))
        python = venv / "bin" / "python"
        run_quietly(uv, "venv", "--python", ">=3.10,<3.12", *options, venv)
        install = ["pip", "install", "--python", python, "--override", overrides]
        run_quietly(uv, *install, "--requirement", pins)
        return python

    yield make
    shutil.rmtree(tmp_path / "venv", ignore_errors=True)
