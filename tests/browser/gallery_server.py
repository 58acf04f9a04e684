"""The standalone gallery as a child process."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import httpx

from tests.browser.asking import Asking

_Self = TypeVar("_Self", bound="GalleryServer")

_ROOT = Path(__file__).resolve().parents[2]
_START_S = 60  # importing Gradio alone takes 6-10 s on a cold disk


class GalleryServer:
    """`python -m evergallery serve FOLDER` from `__enter__` to `__exit__`, on a free port."""

    def __init__(self, folder: Path, data_dir: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._data_dir = data_dir
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def log_text(self) -> str:
        return self._log_path.read_text(errors="replace")

    @property
    def _log_path(self) -> Path:
        return self._data_dir / "server.log"

    def start(self) -> None:
        environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "PYTHONUNBUFFERED": "1"}
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=_ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )
        self._wait_until_up()

    def _command(self) -> list[str]:
        serve = [sys.executable, "-m", "evergallery", "serve", str(self.folder), "--no-browser"]
        return [*serve, "--port", str(self.port), "--data-dir", str(self._data_dir)]

    def stop(self) -> None:
        """As a person's Ctrl-C would; a server that does not end in 10 s is killed, which is a failure."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        if process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"the server did not stop:\n{self.log_text}") from None

    def wait_for_total(self, total: int) -> None:
        with Asking(self.url) as asking:
            asking.wait_for_total(total)

    def ids_in_order(self) -> list[int]:
        with Asking(self.url) as asking:
            return asking.ids_in_order(folder=None)

    def __enter__(self: _Self) -> _Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _wait_until_up(self) -> None:
        assert self._process is not None
        end = time.monotonic() + _START_S
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(self.url, timeout=5).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the server did not come up:\n{self.log_text}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
