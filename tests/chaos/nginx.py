"""A real nginx in front of a server, with the location block of a test.

    with Nginx(server_port, ["proxy_read_timeout 5s;"], tmp_path) as nginx:
        browse(nginx.url)

Needs nginx: its path in EVERGALLERY_NGINX, or on the PATH. No root, no folder but `folder`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

from tests.browser.gallery_server import free_port

_START_S = 10
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def nginx_path() -> str | None:
    """Debian keeps it where only root looks."""
    return os.environ.get("EVERGALLERY_NGINX") or shutil.which(
        "nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
    )


class Nginx:
    """From `__enter__` to `__exit__` on a free port; `lines` stand in its `location /`, beside the proxy_pass."""

    def __init__(self, server_port: int, lines: Sequence[str], folder: Path) -> None:
        self.port = free_port()
        self.lines = list(lines)
        self._server_port = server_port
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def log_text(self) -> str:
        return self._log_path.read_text(errors="replace") if self._log_path.exists() else ""

    @property
    def _log_path(self) -> Path:
        return self._folder / "error.log"

    def start(self) -> None:
        """Raises AssertionError with nginx's own words when it does not take the lines."""
        self._folder.mkdir(parents=True, exist_ok=True)
        config = self._folder / "nginx.conf"
        config.write_text(self._config())
        nginx = nginx_path()
        assert nginx is not None
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [nginx, "-p", str(self._folder), "-e", str(self._log_path), "-c", str(config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait_until_up()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait(timeout=10)

    def __enter__(self) -> Nginx:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _config(self) -> str:
        own_files = "\n".join(f"  {name}_temp_path {self._folder / name};" for name in _TEMPORARY)
        # Started by root, its workers would become somebody who may not enter the folder.
        user = "user root;" if os.geteuid() == 0 else ""
        lines = "\n".join(f"      {line}" for line in self.lines)
        return f"""
{user}
daemon off;
worker_processes 1;
pid {self._folder / "nginx.pid"};
events {{ worker_connections 256; }}
http {{
  access_log off;
{own_files}
  server {{
    listen 127.0.0.1:{self.port};
    location / {{
      proxy_pass http://127.0.0.1:{self._server_port};
{lines}
    }}
  }}
}}
"""

    def _wait_until_up(self) -> None:
        assert self._process is not None
        end = time.monotonic() + _START_S
        while time.monotonic() < end and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"nginx did not start:\n{self.log_text}")


def in_place_of_their_like(lines: Iterable[str], offered: Sequence[str]) -> list[str]:
    """What a person makes of a location block with the lines they were offered: a directive stands there once."""
    taken = set(map(_name, offered))
    return [line for line in lines if _name(line) not in taken] + list(offered)


def _name(line: str) -> tuple[str, ...]:
    """`proxy_set_header` stands there once for each header."""
    words = line.split()
    return tuple(words[:2]) if words[0] == "proxy_set_header" else (words[0],)
