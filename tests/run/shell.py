"""Child processes: one that must succeed, and one that is logged and may take only so long."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from places import ROOT, Unavailable

INSTALL_LIMIT_S = 1200


def must(what: str, command: Sequence[str | Path], cwd: Path = ROOT) -> str:
    """Standard output of a command that has to succeed; Unavailable with what it said otherwise."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, cwd=cwd, text=True, capture_output=True, timeout=INSTALL_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{what}: {error}") from error
    if done.returncode:
        raise Unavailable(f"{what}:\n{_shortened(done.stderr or done.stdout)}")
    return done.stdout


def _shortened(words: str, lines: int = 6) -> str:
    """npm says what failed at the beginning, pip and uv at the end: both ends."""
    said = words.strip().splitlines()
    return "\n".join(said if len(said) <= 2 * lines else [*said[:lines], "…", *said[-lines:]])


def logged(
    command: Sequence[str], log: IO[bytes], environment: Mapping[str, str], limit_s: float
) -> int | None:
    """Exit code of a command that writes to `log`; None when it was ended after `limit_s`.

    It gets a process group of its own, so that servers and browsers it started end with it.
    """
    group = os.name != "nt"
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**os.environ, **environment},
        start_new_session=group,
    )
    try:
        return child.wait(limit_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(child, group)


def _end(child: subprocess.Popen[bytes], group: bool) -> None:
    if group:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # nobody of the group is left, as it should be
    else:
        child.kill()
    child.wait()
