from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from evergallery.errors import LibraryFailed, SettingsInvalid
from evergallery.hosts import standalone
from evergallery.hosts.standalone import ServeOptions, free_port, serving, wait_for_the_end
from evergallery.settings import Settings

START_S = 90


def options(folder: Path, port: int | None = None) -> ServeOptions:
    return ServeOptions(folders=[folder], data_dir=folder / "data", settings=Settings(), port=port)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.slow
def test_it_serves_behind_its_login_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    arguments = [str(tmp_path), "--data-dir", str(tmp_path / "data"), "--login", "ann:secret"]
    process = subprocess.Popen(
        [sys.executable, "-m", "evergallery", "serve", *arguments, "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    try:
        with httpx.Client(base_url=address(process), trust_env=False, timeout=30) as page:
            assert page.get("/config").status_code == 401
            assert page.get("/evergallery/v1/file/1").status_code == 401
            page.post("/login", data={"username": "ann", "password": "secret"})
            assert "eg-gallery" in page.get("/config").text
            assert page.get("/docs").status_code == 404
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    finally:
        process.kill()
    assert rest == "Evergallery has stopped.\n"
    assert process.returncode == 0


def address(process: subprocess.Popen[str]) -> str:
    """From the one line it prints."""
    guard = threading.Timer(START_S, process.kill)
    guard.start()
    assert process.stdout is not None
    line = process.stdout.readline()
    guard.cancel()
    assert line.startswith("Evergallery is at http://127.0.0.1:78"), line
    return line.split()[3]


def test_a_port_that_is_taken_is_named(tmp_path: Path, taken_port: int) -> None:
    with (
        pytest.raises(SettingsInvalid, match=f"Port {taken_port} cannot be opened"),
        serving(options(tmp_path, taken_port)),
    ):
        pass


def test_an_index_that_cannot_be_opened_ends_it_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(LibraryFailed), serving(options(tmp_path)):
        pass


def test_a_free_port_is_looked_for_from_the_first_upward(
    monkeypatch: pytest.MonkeyPatch, taken_port: int
) -> None:
    monkeypatch.setattr(standalone, "FIRST_PORT", taken_port)
    assert taken_port < free_port("127.0.0.1") < taken_port + 100


def test_a_port_taken_while_it_starts_is_left_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_port: int
) -> None:
    """Two galleries started at once find the same port free. Gradio says OSError when its server cannot have it."""
    ports = iter([taken_port, taken_port + 1])
    launched = []

    def launch(page: object, options: ServeOptions, port: int) -> str:
        if port == taken_port:
            raise OSError
        launched.append(port)
        return "url"

    monkeypatch.setattr(standalone, "free_port", lambda host: next(ports))
    monkeypatch.setattr(standalone, "_launch", launch)
    assert standalone._launch_somewhere(None, options(tmp_path)) == "url"
    assert launched == [taken_port + 1]


def test_no_free_port_at_all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "_is_free", lambda host, port: False)
    with pytest.raises(SettingsInvalid, match="No port from 7870 to 7969 is free"):
        free_port("127.0.0.1")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_service_managers_signal_end_the_wait(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
    started = time.monotonic()
    wait_for_the_end()
    assert time.monotonic() - started < 10
    assert signal.getsignal(number) is before


def test_the_address_can_be_opened_on_this_machine() -> None:
    assert standalone._shown_host("0.0.0.0") == "localhost"
    assert standalone._shown_host("::1") == "[::1]"
    assert standalone._shown_host("127.0.0.1") == "127.0.0.1"
