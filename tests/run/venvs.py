"""The virtual environments of the tests, made with uv: one for the tools, one per generation of Gradio.

uv links the same files into all of them, so five Gradios cost little more disk than one. A stamp beside
each environment tells whether it still is what its requirements ask for.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from places import HOST_REQUIREMENTS, REQUIREMENTS, VENVS, Unavailable, program
from shell import must

Version = tuple[int, int]

OLDEST_FOR_TOOLS: Version = (3, 11)  # import-linter asks for it; the package itself runs on 3.10
OLDEST: Version = (3, 10)
NEWEST: Version = (3, 99)
# The newest Python that the pinned numpy, pillow and pandas of a generation have wheels for.
NEWEST_FOR_GRADIO: dict[int, Version] = {3: (3, 11), 4: (3, 11), 5: (3, 13)}

_making = threading.RLock()  # one at a time: uv itself downloads in parallel


def dev() -> Path:
    """Python of the environment with the tools and the newest Gradio."""
    return _ready("dev", [REQUIREMENTS / "dev.txt"], a_python(OLDEST_FOR_TOOLS, NEWEST))


def matrix_names() -> list[str]:
    """`gradio-3.41.2` …: one per file that hosts/ keeps the requirements of a host in."""
    return sorted(path.stem for path in HOST_REQUIREMENTS.glob("gradio-*.txt"))


def matrix(name: str) -> Path:
    """Python of the environment that has a host's Gradio and the packages of its time."""
    files = [HOST_REQUIREMENTS / f"{name}.txt", REQUIREMENTS / "matrix.txt"]
    generation = int(name.removeprefix("gradio-").split(".")[0])
    return _ready(name, files, a_python(OLDEST, NEWEST_FOR_GRADIO.get(generation, NEWEST)))


def a_python(oldest: Version, newest: Version) -> str:
    """A Python for uv: this one if it fits, the newest of pyenv's that does, else uv looks for itself."""
    if oldest <= sys.version_info[:2] <= newest:
        return sys.executable
    found = {
        tuple(map(int, path.parents[1].name.split(".")[:3])): path
        for path in (Path.home() / ".pyenv" / "versions").glob("3.*.*/bin/python")
        if path.parents[1].name.replace(".", "").isdigit()
    }
    fitting = [version for version in found if oldest <= version[:2] <= newest]
    if fitting:
        return str(found[max(fitting)])
    return f">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"


def _ready(name: str, requirements: Sequence[Path], python: str) -> Path:
    venv, stamp = VENVS / name, VENVS / f"{name}.stamp"
    inside, wanted = program(venv, "python"), _stamp(requirements)
    if _is_made(inside, stamp, wanted):
        return inside
    with _making:
        if not _is_made(inside, stamp, wanted):
            stamp.unlink(missing_ok=True)
            _make(name, python, requirements)
            stamp.write_text(wanted)
    return inside


def _is_made(inside: Path, stamp: Path, wanted: str) -> bool:
    return inside.exists() and stamp.exists() and stamp.read_text() == wanted


def _make(name: str, python: str, requirements: Sequence[Path]) -> None:
    venv, overrides = VENVS / name, VENVS / f"{name}.overrides"
    tool = uv()
    lists = [f"--requirement={path}" for path in requirements]
    must(f"cannot make {name}", [tool, "venv", "--quiet", "--clear", "--python", python, venv])
    overrides.write_text(_pins_of_a_host(requirements))
    install: list[str | Path] = [
        tool,
        "pip",
        "install",
        "--quiet",
        "--python",
        program(venv, "python"),
    ]
    must(f"cannot fill {name}", [*install, "--override", overrides, *lists])


def _pins_of_a_host(requirements: Sequence[Path]) -> str:
    """Hosts install with --no-deps where Gradio's bounds do not suit them: their own pins win."""
    lines = [
        line
        for path in requirements
        if path.parent == HOST_REQUIREMENTS
        for line in path.read_text().splitlines()
    ]
    return "\n".join(line for line in lines if not line.startswith(("gradio==", "gradio>", "#")))


def _stamp(requirements: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in requirements:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def uv() -> Path:
    """uv from PyPI in an environment of its own; it needs a fifth of pip's time."""
    tool = program(VENVS / "uv", "uv")
    with _making:
        if not tool.exists():
            must("cannot make an environment", [sys.executable, "-m", "venv", VENVS / "uv"])
            pip = program(VENVS / "uv", "python")
            must("cannot install uv", [pip, "-m", "pip", "install", "--quiet", "uv"])
        if not tool.exists():
            raise Unavailable("uv was installed but is not there")
    return tool
