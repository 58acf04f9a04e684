"""The lines the doctor offers for Caddy are taken by a real one, and everything gets through it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evergallery.doctor.examination import examine
from evergallery.doctor.progress import Silence
from evergallery.doctor.server_lines import caddy_lines
from tests.browser.gallery_server import GalleryServer, free_port

_START_S = 10


@pytest.fixture
def caddy_url(gallery_server: GalleryServer, tmp_path: Path) -> Iterator[str]:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("no caddy on the PATH")
    port = free_port()
    config = tmp_path / "Caddyfile"
    lines = "\n".join(f"    {line}" for line in caddy_lines())
    config.write_text(f"""{{
  admin off
  auto_https off
  storage file_system {tmp_path}
}}
http://127.0.0.1:{port} {{
  reverse_proxy 127.0.0.1:{gallery_server.port} {{
{lines}
  }}
}}
""")
    command = [caddy, "run", "--adapter", "caddyfile", "--config", str(config)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        wait_until_up(process, port, tmp_path / "log")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_until_up(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"caddy did not start:\n{log.read_text(errors='replace')}")


@pytest.mark.slow
def test_everything_gets_through_a_caddy_with_the_lines(caddy_url: str) -> None:
    found = examine(caddy_url, None, True, Silence())
    assert [finding.code for finding in found.diagnosis.findings] == ["all_fine"]
