"""The probe app as a child process, and what the tests ask it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import websockets

from tests.hosts.matrix import ROOT

_START_S = 90  # importing Gradio takes 6-10 s, several times that on a busy machine
HERE = Path(__file__).parent


class Probe:
    """One running app of one Gradio. `base` is where its page lies, without the slash at the end."""

    def __init__(self, python: Path, folder: Path, data_dir: Path, *options: str) -> None:
        self.port = free_port()
        self.python = python
        below = "/below" if "mount" in options else ""
        self.base = f"http://127.0.0.1:{self.port}{below}"
        arguments = [str(self.port), str(folder), str(data_dir), *options]
        self._process = subprocess.Popen(
            [str(python), str(HERE / "probe_app.py"), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(),
        )

    def __enter__(self) -> Probe:
        wait_until_up(f"{self.base}/", self._process)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Its input ends, so it does; what it printed is shown with a failure."""
        try:
            text, _ = self._process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            text, _ = self._process.communicate()
            raise AssertionError(f"the app did not end by itself:\n{text}") from error
        if error is not None:
            print(text)

    def ask_by_client(self, text: str) -> str:
        command = [str(self.python), str(HERE / "probe_client.py"), f"{self.base}/", text]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, env=environment(), check=True
        )
        return done.stdout


class Page:
    """A browser's view of the app: one cookie jar, at `base`."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = httpx.Client(base_url=base, timeout=30)
        self.config: dict[str, Any] = {}

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def log_in(self) -> None:
        answer = self.http.post("/login", data={"username": "ann", "password": "secret"})
        assert answer.status_code == 200, answer.text

    def load(self) -> dict[str, Any]:
        """gradio_config, as the page has it."""
        answer = self.http.get("/config")
        assert answer.status_code == 200, answer.text
        self.config = answer.json()
        return self.config

    def element(self) -> str:
        values = [part["props"].get("value") for part in self.config["components"]]
        (html,) = [each for each in values if isinstance(each, str) and "<eg-gallery" in each]
        return html

    def poll(self, *texts: str, prefix: str | None = None) -> httpx.Response:
        if prefix is None:
            prefix = self.config.get("api_prefix", "")
        body = {"data": [batch(*texts)], "session_hash": "evergallery"}
        return self.http.post(f"{prefix}/run/evergallery_poll", json=body)

    def conversation(self, *texts: str, **headers: str) -> list[dict[str, Any]]:
        """Send `texts` over a socket; every message until the first result."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        all_headers = {"Cookie": cookies} if cookies else {}
        address = self.base.replace("http", "ws", 1) + "/evergallery/v1/socket"
        return asyncio.run(_converse(address, texts, {**all_headers, **headers}))


async def _converse(
    address: str, texts: tuple[str, ...], headers: Mapping[str, str]
) -> list[dict[str, Any]]:
    messages = []
    connecting = websockets.connect(address, additional_headers=headers, open_timeout=20)
    async with connecting as connection, asyncio.timeout(30):
        await _say_all(connection, texts)
        while not messages or messages[-1]["type"] not in ("result", "error", "bye"):
            messages.append(json.loads(await connection.recv()))
    return messages


async def _say_all(connection: websockets.ClientConnection, texts: tuple[str, ...]) -> None:
    """Who is refused is told so and closed at once; what was told can still be read."""
    with contextlib.suppress(websockets.ConnectionClosed):
        for text in texts:
            await connection.send(text)


def hello(transport: str) -> str:
    session = secrets.token_urlsafe(18)
    body = {
        "version": 1,
        "session": session,
        "epoch": "",
        "transport": transport,
        "wait_ms": 0,
    }
    return json.dumps({"type": "hello", "ack": 0, "body": body})


def request(command: str, **params: Any) -> str:
    body = {"command": command, "params": params}
    return json.dumps({"type": "request", "seq": 1, "ack": 0, "id": 1, "body": body})


def batch(*texts: str) -> str:
    return f"[{','.join(texts)}]"


def answers(text: str) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = json.loads(text)
    return messages


def environment() -> dict[str, str]:
    """Ours beside the packages of the child; nothing of this machine's proxies for 127.0.0.1."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def wait_until_up(url: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(url, timeout=10)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    process.kill()
    raise AssertionError(f"the app did not come up:\n{process.communicate()[0]}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
