"""The one door to Evergallery.

python install.py                    add what the web UI's Python lacks (web UIs run this at start)
python install.py run [FOLDER…]      the gallery as a program of its own; `run --help` lists the options
python install.py doctor URL         what the way to a gallery carries, and what to do about it
python install.py test [NAME…]       everything the project checks; `test --list` names the steps
python install.py bench [NAME…]      the measurements and their bars; `--json` for machines
python install.py chaos [--long]     networks that fail; `--long`: 1,000 cuts and an hour of mixed faults

Only the standard library is used here: nothing else may be there yet.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("EVERGALLERY_VENV", ROOT / ".venv"))
OLDEST_PYTHON = (3, 10)
PIP_LIMIT_S = 300

STANDALONE = (
    "gradio>=6",
    "pillow",
    "msgspec",
    "prometheus-client",
    "requests",
    "watchfiles",
    "websockets",
)

# Our word for it -> the package's own, and the exit code when it cannot start (the doctor's 1 is a finding).
PROGRAMS = {"run": ("serve", 1), "doctor": ("doctor", 3)}

# The newest `websockets` that each generation of Gradio allows (gradio_client's own bound).
# Gradio 6 brings none at all, and uvicorn upgrades no request without one.
WEBSOCKETS_BOUNDS = {3: ",<12", 4: ",<13", 5: ",<16"}


def main(arguments: Sequence[str]) -> int:
    if sys.version_info < OLDEST_PYTHON:
        _say(f"needs Python {_dotted(OLDEST_PYTHON)} or newer.")
        return 1 if arguments else 0
    command, *options = arguments or [""]
    if command == "":
        return add_missing()
    if command in PROGRAMS:
        return run(options, command)
    if command in {"test", "bench", "chaos"}:
        return _call([sys.executable, str(ROOT / "tests" / "run"), *arguments])
    print(__doc__)
    return 0 if command in {"-h", "--help", "help"} else 2


# ---- inside a web UI ---------------------------------------------------------------------------


def add_missing() -> int:
    """Add what the host's Python lacks and change nothing that is there.

    Always 0: a gallery that cannot be installed must not keep the web UI from starting.
    """
    try:
        installed = installed_versions()
        missing = missing_requirements(installed)
        if missing:
            _add(missing, installed)
    except Exception as error:
        _say(f"could not check its requirements ({type(error).__name__}: {error}).")
    return 0


def installed_versions() -> dict[str, str]:
    """Name (normalised as in PEP 503) -> version of everything in this Python."""
    found: dict[str, str] = {}
    for distribution in metadata.distributions():
        name, version = distribution.metadata["Name"], distribution.version
        if name and version:  # half-removed packages have neither
            found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), version)
    return found


def missing_requirements(installed: Mapping[str, str]) -> list[str]:
    """What to ask pip for. A package that is there counts as it is, whatever its version."""
    generation = int(installed.get("gradio", "0").split(".")[0])
    wanted = {
        "msgspec": "msgspec",
        "prometheus-client": "prometheus-client",
        "watchfiles": "watchfiles",
        "websockets": f"websockets>=11{WEBSOCKETS_BOUNDS.get(generation, '')}",
    }
    return [line for name, line in wanted.items() if name not in installed]


def constraints(installed: Mapping[str, str]) -> str:
    """A pin on every package there is, so that the installer can only add."""
    exact = re.compile(r"\d[\w.!+-]*")  # some packages carry versions that no installer can read
    return "".join(f"{n}=={v}\n" for n, v in sorted(installed.items()) if exact.fullmatch(v))


def _add(missing: Sequence[str], installed: Mapping[str, str]) -> None:
    names = ", ".join(re.split(r"[<>=]", line)[0] for line in missing)
    installer = _installer(installed)
    if installer is None:
        _say(f"needs {names}, but this Python has neither pip nor uv to install it with.")
        return
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "constraints.txt")
        pins.write_text(constraints(installed), encoding="utf-8")
        options = ["--quiet", "--only-binary", ":all:", "--constraint", str(pins)]
        error = _installer_error([*installer, *options, *missing])
    _say(f"could not install {names}: {error}" if error else f"installed {names}.")


def _installer(installed: Mapping[str, str]) -> list[str] | None:
    """pip where there is one; else uv, whose environments come without pip."""
    if "pip" in installed:
        patience = ["--retries=1", "--timeout=15", "--no-input", "--disable-pip-version-check"]
        return [sys.executable, "-m", "pip", "install", *patience]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", sys.executable]
    return None


def _installer_error(command: Sequence[str]) -> str:
    """Run pip or uv; "" or the last line it wrote, which is where both say what failed."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=PIP_LIMIT_S)
    except subprocess.CalledProcessError as error:
        lines = f"{error.stdout}\n{error.stderr}".strip().splitlines()
        return lines[-1].strip() if lines else f"exit code {error.returncode}"
    except subprocess.TimeoutExpired:
        return f"no answer within {PIP_LIMIT_S} s"
    return ""


# ---- as a program of its own -------------------------------------------------------------------


def run(options: list[str], program: str = "run") -> int:
    """Start the gallery, or its doctor, in a virtual environment of its own, made at the first start.

    `--upgrade` brings that environment up to date; everything else goes to the program.
    """
    word, cannot_start = PROGRAMS[program]
    upgrade = "--upgrade" in options
    options = [option for option in options if option != "--upgrade"]
    try:
        python = Path(sys.executable) if {"-h", "--help"} & set(options) else ready_venv(upgrade)
    except subprocess.CalledProcessError as error:
        _say(f"could not make {VENV} (exit code {error.returncode}); the lines above say why.")
        return cannot_start
    sys.stdout.flush()
    command = [str(python), "-m", "evergallery", word, *options]
    environment = {**os.environ, "PYTHONPATH": _python_path()}
    if os.name != "nt":  # there, exec would hand the console back while the server still runs
        os.execve(python, command, environment)
    return _call(command, environment)


def ready_venv(upgrade: bool = False) -> Path:
    """The environment's Python, with everything in STANDALONE. Costs one file read when it is."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, wanted = VENV / "evergallery-stamp.txt", _stamp()
    if python.exists() and _text(stamp) == wanted and not upgrade:
        return python
    started = time.monotonic()
    print(f"Evergallery: preparing {VENV}; this takes a minute or two, once.", flush=True)
    stamp.unlink(missing_ok=True)
    if not python.exists():
        _make_venv()
    _fill_venv(python)
    stamp.write_text(wanted, encoding="utf-8")
    print(f"Evergallery: ready after {time.monotonic() - started:.0f} s.", flush=True)
    return python


def _make_venv() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        _say("Python's own venv module failed; on Debian and Ubuntu: apt install python3-venv")
        made.check_returncode()


def _fill_venv(python: Path) -> None:
    """uv downloads in parallel and needs a fraction of pip's time; where it has no wheel, pip does it."""
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    with_uv = subprocess.run(
        [*pip, "--only-binary", ":all:", "uv"], check=False, capture_output=True
    )
    if with_uv.returncode == 0:
        uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
        if subprocess.run([*uv, "--upgrade", *STANDALONE], check=False).returncode == 0:
            return
    subprocess.run([*pip, "--upgrade", *STANDALONE], check=True)


def _stamp() -> str:
    return hashlib.sha256("\n".join(STANDALONE).encode()).hexdigest()


def _python_path() -> str:
    return os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))


# ---- small things ------------------------------------------------------------------------------


def _call(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:  # the child got it too and has said goodbye
        return 130


def _say(sentence: str) -> int:
    print(f"Evergallery: {sentence}", flush=True)
    return 1


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
