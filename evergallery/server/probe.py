"""What a test of the connection measures: answers that wait, are large, come in pieces, and a socket that echoes.

The doctor (`install.py doctor URL`) and the chip's "test my connection" ask here. Nothing of the library is touched,
everything has a bound, and no thread is held.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.websockets import WebSocket

from evergallery.errors import EvergalleryError, ServerFull
from evergallery.log import get_logger
from evergallery.wire.messages import MAX_BATCH_BYTES, MAX_MESSAGE_BYTES

from .farewell import close_code
from .files import NOT_AT_ALL
from .guard import Guard
from .http import error_response
from .loop import HomeLoop

# A whole examination holds four sockets and four answers at a time.
MAX_AT_ONCE = 24
MAX_WAIT_S = 60
MAX_CHUNKS = 20
CHUNK_EVERY_S = 0.2
# The longest idle hold is 105 s.
MAX_SOCKET_LIFE_S = 180.0
MAX_ECHOES = 256
# How soon a parked answer notices that its asker went away.
_LOOK_EVERY_S = 1.0

TOO_BIG = 1009
UPGRADE_REQUIRED = 426

HEADER = "Evergallery-Probe"
"""On every answer of ours, so that a proxy's page is never taken for one. Its value is `answer`, or for a
handshake that arrived as a plain request `no-upgrade` (a proxy took the header) or `no-library` (the server
has nothing to upgrade with)."""

# No proxy or host may compress what is measured: SD.Next packs every answer from 2 kB on.
_PLAIN = {"Cache-Control": NOT_AT_ALL, "Content-Encoding": "identity", HEADER: "answer"}

_log = get_logger("probe")


class ProbeRoutes:
    """`answer` for GET and `echo` for a socket, both at `evergallery/v1/probe`."""

    def __init__(self, home: HomeLoop, guard: Guard, *, max_at_once: int = MAX_AT_ONCE) -> None:
        self._home = home
        self._guard = guard
        self._max_at_once = max_at_once
        self._parked: set[anyio.CancelScope] = set()

    def stop(self) -> None:
        """On the loop: let every parked answer and socket go; a server that closes waits for them."""
        for scope in list(self._parked):
            scope.cancel()

    def forget_loop(self) -> None:
        """The loop they were parked on is gone."""
        self._parked.clear()

    async def answer(self, request: Request) -> Response:
        """`?wait_s=` ≤ 60 parks the answer, `?bytes=` ≤ 512 KiB is its size, `?chunks=` ≤ 20 sends so many
        lines one by one, each with its time since the first in milliseconds.
        """
        self._home.enter()
        if "sec-websocket-key" in request.headers:
            return _stranded_handshake(request)
        try:
            self._guard.admit(request)
            with self._place() as scope:
                await _wait(request, _bounded(request, "wait_s", MAX_WAIT_S))
            if scope.cancel_called:
                raise ServerFull
            return _answer(request)
        except EvergalleryError as error:
            response = error_response(error)
            response.headers[HEADER] = "answer"
            return response

    async def echo(self, websocket: WebSocket) -> None:
        """Says back what it hears, text as text and bytes as bytes; says nothing by itself.

        Who may not come in is accepted first, so that the close code can say why.
        """
        self._home.enter()
        try:
            await websocket.accept()
            await websocket.close(await self._converse(websocket))
        except (
            Exception
        ):  # whatever a send to a peer that went away raises: servers and versions differ
            _log.debug("A probing socket ended.", exc_info=True)

    async def _converse(self, websocket: WebSocket) -> int:
        """Code to close with."""
        try:
            self._guard.admit(websocket)
            with self._place(), anyio.move_on_after(MAX_SOCKET_LIFE_S):
                return await _echo(websocket)
        except EvergalleryError as error:
            return close_code(error.code)
        return close_code("ended")

    @contextmanager
    def _place(self) -> Iterator[anyio.CancelScope]:
        if len(self._parked) >= self._max_at_once:
            raise ServerFull
        with anyio.CancelScope() as scope:
            self._parked.add(scope)
            try:
                yield scope
            finally:
                self._parked.discard(scope)


async def _echo(websocket: WebSocket) -> int:
    for _ in range(MAX_ECHOES):
        message = await websocket.receive()
        if message["type"] != "websocket.receive":
            return close_code("bye")
        text, data = message.get("text"), message.get("bytes")
        if len((text or "").encode(errors="replace")) + len(data or b"") > MAX_MESSAGE_BYTES:
            return TOO_BIG
        if text is not None:
            await websocket.send_text(text)
        else:
            await websocket.send_bytes(data or b"")
    return close_code("ended")


async def _wait(request: Request, wait_s: int) -> None:
    end = time.monotonic() + wait_s
    while (rest_s := end - time.monotonic()) > 0:
        await anyio.sleep(min(rest_s, _LOOK_EVERY_S))
        if await request.is_disconnected():
            return


def _answer(request: Request) -> Response:
    """Random bytes, because nothing on the way can make them smaller."""
    if size := _bounded(request, "bytes", MAX_BATCH_BYTES):
        return Response(
            secrets.token_bytes(size), media_type="application/octet-stream", headers=_PLAIN
        )
    if chunks := _bounded(request, "chunks", MAX_CHUNKS):
        return StreamingResponse(_chunks(chunks), media_type="text/plain", headers=_PLAIN)
    return JSONResponse({"probe": 1}, headers=_PLAIN)


async def _chunks(count: int) -> AsyncIterator[str]:
    begun = time.monotonic()
    for number in range(count):
        if number:
            await anyio.sleep(CHUNK_EVERY_S)
        yield f"{round((time.monotonic() - begun) * 1000)}\n"


def _stranded_handshake(request: Request) -> Response:
    """A WebSocket handshake that came as a plain request tells who lost it. Anybody may hear that: where the upgrade
    is lost, cookies and Host often are too, and one fault would hide the other.
    """
    asked = request.headers.get("upgrade", "").lower() == "websocket"
    who = "no-library" if asked else "no-upgrade"
    return JSONResponse({"probe": 1}, UPGRADE_REQUIRED, headers={**_PLAIN, HEADER: who})


def _bounded(request: Request, name: str, most: int) -> int:
    """0 for what is no number: a probe has nothing to complain about."""
    text = request.query_params.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 8 else 0
