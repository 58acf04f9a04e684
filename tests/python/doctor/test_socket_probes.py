from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from evergallery.doctor import socket_probes
from evergallery.doctor.visitor import Visitor
from evergallery.server.guard import Guard
from tests.python.doctor.conftest import by_cookie, gallery_app, saying

Serve = Callable[[Any], str]


def sockets_that(behave: Callable[[WebSocket], Awaitable[None]]) -> Starlette:
    async def serve(websocket: WebSocket) -> None:
        await websocket.accept()
        await behave(websocket)

    return Starlette(routes=[WebSocketRoute("/{path:path}", serve)])


async def say_nothing(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


async def say_something_else(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        await websocket.send_text("something else")


async def hang_up(websocket: WebSocket) -> None:
    await websocket.close(1001)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_probes, "REPLY_S", 0.3)


def test_a_healthy_gallery_passes_every_probe(visitor: Visitor, base: str) -> None:
    assert socket_probes.upgrade(visitor, base).result == "ok"
    assert socket_probes.welcome(visitor, base).result == "ok"
    assert socket_probes.frame(visitor, base, 16).result == "ok"
    assert socket_probes.frame(visitor, base, 64).result == "ok"
    assert socket_probes.round_trip(visitor, base).result == "ok"
    idle = socket_probes.idle(visitor, base, 1)
    assert idle.result == "ok"
    assert (idle.ms or 0) >= 1000


def test_one_that_opens_and_carries_nothing_is_silent(visitor: Visitor, serve: Serve) -> None:
    base = serve(sockets_that(say_nothing))
    assert socket_probes.upgrade(visitor, base).result == "ok"
    assert socket_probes.welcome(visitor, base).result == "silent"
    assert socket_probes.frame(visitor, base, 16).result == "silent"
    assert socket_probes.idle(visitor, base, 1).result == "silent"


def test_what_comes_back_changed_is_not_what_was_sent(visitor: Visitor, serve: Serve) -> None:
    base = serve(sockets_that(say_something_else))
    assert socket_probes.welcome(visitor, base).result == "garbled"
    assert socket_probes.frame(visitor, base, 16).result == "garbled"


def test_one_that_ends_is_cut_and_says_when(visitor: Visitor, serve: Serve) -> None:
    idle = socket_probes.idle(visitor, serve(sockets_that(hang_up)), 8)
    assert idle.result == "cut"
    assert (idle.ms or 9000) < 1000


def test_whoever_let_the_handshake_through_is_named(visitor: Visitor, serve: Serve) -> None:
    async def caddy(websocket: WebSocket) -> None:
        await websocket.accept(headers=[(b"server", b"one"), (b"server", b"Caddy")])
        await hang_up(websocket)

    base = serve(Starlette(routes=[WebSocketRoute("/{path:path}", caddy)]))
    assert socket_probes.welcome(visitor, base).by == "Caddy"


def test_one_that_is_refused_says_nothing_about_silence(visitor: Visitor, serve: Serve) -> None:
    base = serve(saying(lambda _: Response("", 502)))
    assert socket_probes.idle(visitor, base, 8).result == "skipped"
    refused = socket_probes.upgrade(visitor, base)
    assert (refused.result, refused.status) == ("refused", 502)


def test_who_is_turned_away_by_the_gallery_hears_why(
    visitor: Visitor, serve: Serve, tmp_path: Path
) -> None:
    base = serve(gallery_app(tmp_path, Guard(by_cookie)))
    assert socket_probes.upgrade(visitor, base).result == "login"
