"""A gallery that tells what it holds: run as a program it serves, and counts itself for each line of its input."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from evergallery.hosts import standalone
from evergallery.server import websocket
from evergallery.settings import Settings, with_values
from tests.chaos.stacks import SHORT_TIMES, TunedServer

_COUNTS = "counts.json"
_ANSWER_S = 20


class ProbedServer(TunedServer):
    """As TunedServer, with `counts()` (living tasks, sessions, attachments, sockets) and `actions_done()`.

    `send_within_s`: its patience with those who do not read.
    """

    def __init__(
        self, folder: Path, data_dir: Path, *, send_within_s: float = websocket.SEND_WITHIN_S
    ) -> None:
        super().__init__(folder, data_dir)
        self._send_within_s = send_within_s

    def counts(self) -> dict[str, int]:
        assert self._process is not None
        assert self._process.stdin is not None
        answer = self._data_dir / _COUNTS
        answer.unlink(missing_ok=True)
        self._process.stdin.write("count\n")
        self._process.stdin.flush()
        end = time.monotonic() + _ANSWER_S
        while not answer.exists():
            assert time.monotonic() < end, self.log_text
            time.sleep(0.02)
        counts: dict[str, int] = json.loads(answer.read_text())
        return {**counts, "sockets": self.open_sockets()}

    def actions_done(self) -> int:
        """In all its lives: the journal never uses a number twice."""
        path = self._data_dir / "library.db"
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT ifnull(max(number), 0) FROM journal").fetchone()[0])

    def _command(self) -> list[str]:
        place = [str(self.folder), str(self._data_dir), str(self.port), str(self._send_within_s)]
        return [sys.executable, "-m", "tests.chaos.probed_server", *place]


def counted() -> dict[str, int]:
    """What is alive in this process; names of classes, so that a rename shows up as a zero that a test notices."""
    gc.collect()
    names = {"SessionRunner": "sessions", "Attachment": "attachments"}
    counts = dict.fromkeys(["tasks", *names.values()], 0)
    for each in gc.get_objects():
        kind = type(each)
        if issubclass(kind, asyncio.Task):
            counts["tasks"] += not each.done()
        elif kind.__name__ in names and kind.__module__.startswith("evergallery"):
            counts[names[kind.__name__]] += 1
    return counts


def main(folder: str, data_dir: str, port: str, send_within_s: str) -> None:
    websocket.SEND_WITHIN_S = float(send_within_s)
    settings = with_values(Settings(), SHORT_TIMES)
    options = standalone.ServeOptions([Path(folder)], Path(data_dir), settings, port=int(port))
    with standalone.serving(options):
        for _ in sys.stdin:
            _write(Path(data_dir), counted())


def _write(data_dir: Path, counts: dict[str, Any]) -> None:
    """Whoever waits for the file finds it whole."""
    written = data_dir / "counts.part"
    written.write_text(json.dumps(counts))
    os.replace(written, data_dir / _COUNTS)


if __name__ == "__main__":
    main(*sys.argv[1:])
