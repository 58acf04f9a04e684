"""What a warm thumbnail costs the server's process: in packs over the socket and over HTTP, and one by one.

python -m tests.bench.bench_packs [--quick]
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
from websockets.sync.client import ClientConnection, connect

from evergallery.wire.messages import Hello, HelloBody, Pack, PackBody, encode
from evergallery.wire.pack_frame import PackFrame, PackKind, decode_frame
from tests.bench.bars import Bar, at_least, at_most
from tests.bench.warm_gallery import WarmGallery, warm_gallery

PICTURES = 200
TILES_PER_PACK = 60
MOST_MS = 0.3

Item = tuple[int, str]


def bars(quick: bool) -> list[Bar]:
    packs = 30 if quick else 150
    with (
        tempfile.TemporaryDirectory() as data,
        warm_gallery(PICTURES, Path(data)) as server,
        httpx.Client(base_url=server.url, timeout=30) as http,
        connect(_socket_url(server), compression=None) as socket,
    ):
        socket.send(encode(_hello()))
        items = [(int(row[0]), str(row[6])) for row in server.rows[:TILES_PER_PACK]]
        over_socket_ms = _cpu_per_tile_ms(server, packs, lambda: _ask_socket(socket, items))
        over_http_ms = _cpu_per_tile_ms(server, packs, lambda: _ask_http(http, items))
        alone_ms = _cpu_per_tile_ms(server, max(1, packs // 10), lambda: _ask_alone(http, items))
    return [
        at_most("packs.socket", over_socket_ms, "ms cpu/tile", MOST_MS),
        at_most("packs.http", over_http_ms, "ms cpu/tile", MOST_MS),
        at_least("packs.baseline_ratio", alone_ms / over_http_ms, "x less cpu", 4),
    ]


def _cpu_per_tile_ms(server: WarmGallery, rounds: int, ask: Callable[[], int]) -> float:
    """`ask` tells how many pictures came."""
    ask()
    began_s = server.cpu_s()
    tiles = sum(ask() for _ in range(rounds))
    return (server.cpu_s() - began_s) * 1000 / tiles


def _ask_socket(socket: ClientConnection, items: Sequence[Item]) -> int:
    token = secrets.randbelow(2**31) + 1
    socket.send(encode(Pack(ack=0, body=PackBody(token, list(items)))))
    shown = 0
    while True:
        data = socket.recv(timeout=30)
        if isinstance(data, str):  # welcome, pings: nothing that a pack waits for
            continue
        frame = decode_frame(data)
        shown += _shown(frame)
        if frame.is_last:
            assert shown == len(items), f"{shown} of {len(items)} pictures came"
            return shown


def _ask_http(http: httpx.Client, items: Sequence[Item]) -> int:
    """All of them, in as many packs as their size takes."""
    waiting = list(items)
    while waiting:
        frame = decode_frame(_post(http, waiting))
        later = [entry.place for entry in frame.entries if entry.kind is PackKind.LATER]
        assert len(later) < len(waiting), "a pack brought nothing"
        waiting = [waiting[place] for place in later]
    return len(items)


def _post(http: httpx.Client, items: Sequence[Item]) -> bytes:
    answer = http.post("evergallery/v1/pack", json={"items": items})
    answer.raise_for_status()
    return answer.content


def _ask_alone(http: httpx.Client, items: Sequence[Item]) -> int:
    for item_id, version in items:
        http.get(f"evergallery/v1/thumb/{item_id}/{version}").raise_for_status()
    return len(items)


def _shown(frame: PackFrame) -> int:
    return sum(entry.kind is PackKind.COMPLETE for entry in frame.entries)


def _hello() -> Hello:
    session = secrets.token_urlsafe(18)
    return Hello(ack=0, body=HelloBody(version=1, session=session, epoch="", transport="websocket"))


def _socket_url(server: WarmGallery) -> str:
    return server.url.replace("http", "ws", 1) + "evergallery/v1/socket"
