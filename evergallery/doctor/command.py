"""`evergallery doctor URL`: the examination as a command, for people and for scripts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evergallery.errors import SettingsInvalid

from .door import Login
from .examination import Examination, Progress, examine
from .memory import Memory
from .progress import Silence, shown
from .report import as_json, report
from .toml_settings import save

TOML = "evergallery.toml"


def run(given: argparse.Namespace) -> int:
    """Exit code: 0 all fine, 1 it works with a fall-back or a flaw, 2 nothing works. Raises SettingsInvalid."""
    login = _login(given.login)
    if given.json:
        examination, before = _examined(given, login, Silence())
        sys.stdout.write(as_json(examination))
    else:
        with shown(sys.stdout) as progress:
            examination, before = _examined(given, login, progress)
        sys.stdout.write("\n".join(["", report(examination), *([before] if before else [])]))
    if given.save is not None:
        save(_toml(given.save), examination.diagnosis.settings)
    return examination.diagnosis.exit_code


def _examined(
    given: argparse.Namespace, login: Login | None, progress: Progress
) -> tuple[Examination, str]:
    """The examination, which is kept in mind, and what was found the last time."""
    examination = examine(given.url, login, given.quick, progress)
    memory = Memory.of_this_person()
    before = memory.last(examination.base)
    memory.keep(examination)
    return examination, f"{before}\n" if before else ""


def _toml(path: Path) -> Path:
    return path / TOML if path.is_dir() else path


def _login(pair: str | None) -> Login | None:
    if pair is None:
        return None
    user, colon, password = pair.partition(":")
    if not (user and colon and password):
        raise SettingsInvalid("A login is written USER:PASS.")
    return user, password
