"""The servers of the fault suite: standalone on the newest Gradio, a tab on the Gradios of A1111 and Forge.

Their times are short, so that a row that speaks of minutes takes seconds.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.browser.asking import ENDPOINT, Asking
from tests.browser.gallery_server import GalleryServer
from tests.hosts.matrix import pythons

HEARTBEAT_S = 1.0
STALL_S = 3.0
POLL_WAIT_S = 4.0

SHORT_TIMES: Mapping[str, int] = {
    "heartbeat_ms": int(HEARTBEAT_S * 1000),
    "stall_ms": int(STALL_S * 1000),
    "poll_wait_ms": int(POLL_WAIT_S * 1000),
}

STANDALONE = "standalone"
STACKS = (STANDALONE, "gradio-3.41.2", "gradio-4.40.0")


class TunedServer(GalleryServer):
    """Standalone with settings, further arguments and surroundings of its own."""

    endpoint = ENDPOINT

    def __init__(
        self,
        folder: Path,
        data_dir: Path,
        *arguments: str,
        settings: Mapping[str, Any] = SHORT_TIMES,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(folder, data_dir)
        self._arguments = arguments
        self._environment = dict(environment or {})
        self._settings = settings

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Stopped in its tracks, as by the interpreter's lock while a model loads: ports stay open."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """Ended in the middle of a word, as by a machine that is switched off."""
        process, self._process = self._process, None
        assert process is not None
        assert process.stdin is not None
        process.kill()
        process.wait()
        process.stdin.close()

    def memory_bytes(self) -> int:
        """Resident, as Linux counts it."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def open_sockets(self) -> int:
        """How many it holds now, its listener among them."""
        held = Path(f"/proc/{self.pid}/fd").iterdir()
        return sum(_target(each).startswith("socket:") for each in held)

    def asking(self) -> Asking:
        return Asking(self.url, self.endpoint)

    def wait_for_total(self, total: int) -> None:
        with self.asking() as asking:
            asking.wait_for_total(total)

    def ids_in_order(self) -> list[int]:
        with self.asking() as asking:
            return asking.ids_in_order(folder=None)

    def start(self) -> None:
        with _environment(self._environment):
            super().start()

    def _command(self) -> list[str]:
        config = self._data_dir / "evergallery.toml"
        lines = [f"{name} = {json.dumps(value)}" for name, value in self._settings.items()]
        config.write_text("\n".join(["[settings]", *lines]))
        return [*super()._command(), "--config", str(config), *self._arguments]


class TabServer(TunedServer):
    """A tab in somebody's app, on the Gradio of a host."""

    endpoint = "run/evergallery_poll"

    def __init__(self, python: Path, folder: Path, data_dir: Path) -> None:
        super().__init__(folder, data_dir)
        self._python = python

    def _command(self) -> list[str]:
        place = [str(self.port), str(self.folder), str(self._data_dir)]
        settings = f"settings={json.dumps(dict(self._settings))}"
        return [str(self._python), "-m", "tests.hosts.probe_app", *place, settings]


def make_server(stack: str, folder: Path, data_dir: Path) -> TunedServer | None:
    """Not started yet; None where the environment of that Gradio was not made."""
    if stack == STANDALONE:
        return TunedServer(folder, data_dir)
    python = pythons().get(stack)
    return TabServer(python, folder, data_dir) if python else None


def without_websockets(place: Path) -> dict[str, str]:
    """Surroundings in which Python finds no WebSocket library."""
    place.mkdir()
    (place / "sitecustomize.py").write_text(
        "import sys\nsys.modules['websockets'] = sys.modules['wsproto'] = None\n"
    )
    return {"PYTHONPATH": str(place)}


def _target(link: Path) -> str:
    """ "" for what was closed meanwhile."""
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
