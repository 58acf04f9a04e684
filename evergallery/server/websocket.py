"""The socket: one attachment of a session, from the first hello to whatever ends it."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

import anyio
from starlette.websockets import WebSocket

from evergallery.errors import (
    EvergalleryError,
    NotAllowed,
    ServerFull,
    WireError,
    WrongOrigin,
)
from evergallery.log import get_logger
from evergallery.wire.messages import MAX_MESSAGE_BYTES, HelloBody, read_hello

from .attachment import Attachment
from .farewell import bye_text, close_code
from .figures import Figures
from .guard import Guard
from .loop import HomeLoop, now_ms
from .registry import Registry
from .tickets import ANY_SESSION, Grant, Tickets

MAX_SOCKETS = 64
HELLO_WITHIN_S = 10.0
# A peer that took nothing for so long is gone; the session's silence_ms cannot reach a blocked send.
SEND_WITHIN_S = 30.0
POLICY_VIOLATION = 1008
ABNORMAL_CLOSURE = 1006
# When a send fails, the reader learns in a moment what really happened.
CODE_WITHIN_S = 0.5

_log = get_logger("socket")


class Gone(Exception):
    """The socket ended, by whichever of the dozen errors servers and versions have for it."""

    def __init__(self, code: int = ABNORMAL_CLOSURE) -> None:
        self.code = code


class SocketEndpoint:
    """`serve` is one socket's life. It sits in `receive` or is cancelled, so a host that reloads is never held up."""

    def __init__(
        self,
        home: HomeLoop,
        guard: Guard,
        registry: Registry,
        tickets: Tickets,
        figures: Figures,
        *,
        max_sockets: int = MAX_SOCKETS,
    ) -> None:
        self._home = home
        self._guard = guard
        self._registry = registry
        self._tickets = tickets
        self._figures = figures
        self._max_sockets = max_sockets
        self._open = 0

    @property
    def open(self) -> int:
        """Sockets at work."""
        return self._open

    async def serve(self, websocket: WebSocket) -> None:
        """The endpoint of a WebSocketRoute; raises nothing but cancellation."""
        self._home.enter()
        grant = self._grant(websocket)
        try:
            if not self._guard.origin_is_allowed(websocket):
                self._figures.sockets_opened[WrongOrigin.code] += 1
                await _close(websocket, POLICY_VIOLATION)
                return
            await _accept(websocket)
            await self._converse(websocket, grant)
        except Gone:
            pass
        except Exception:
            _log.exception("A socket failed.")

    def _grant(self, websocket: WebSocket) -> Grant | None:
        """What the ticket in the query is worth, if there is one; it is used up before anything else is looked at.

        uvicorn logs the address of every socket when it is answered: the ticket is taken out of it.
        """
        ticket = websocket.query_params.get("ticket", "")
        websocket.scope["query_string"] = b""
        return self._tickets.redeem(ticket, now_ms()) if ticket else None

    async def _converse(self, websocket: WebSocket, grant: Grant | None) -> None:
        """Refusals are said in words once the socket is accepted."""
        try:
            admitted = self._admitted(websocket, grant)
            with self._room():
                text = await _first_text(websocket)
                hello = read_hello(text).body
                if admitted.session_id not in (ANY_SESSION, hello.session):
                    raise NotAllowed
                await self._attend(websocket, admitted.user, text, hello)
        except EvergalleryError as error:
            self._figures.sockets_opened[error.code] += 1
            await _refuse(websocket, error)

    def _admitted(self, websocket: WebSocket, grant: Grant | None) -> Grant:
        """By what the browser sent along, else by the ticket. Raises NotAllowed."""
        try:
            return Grant(self._guard.admit(websocket).user, ANY_SESSION)
        except NotAllowed:
            if grant is None:
                raise
            return grant

    async def _attend(self, websocket: WebSocket, user: str, text: str, hello: HelloBody) -> None:
        runner = self._registry.runner(user, hello.session, hello.epoch)
        with runner.attached("websocket", hello.epoch) as attachment:
            self._figures.sockets_opened["ok"] += 1
            attachment.receive(text)
            attachment.end_code = await _pump(websocket, attachment)

    @contextmanager
    def _room(self) -> Iterator[None]:
        if self._open >= self._max_sockets:
            raise ServerFull
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1


async def _pump(websocket: WebSocket, attachment: Attachment) -> int:
    """Reader and writer side by side; the first to end ends the other. Returns the close code."""
    codes: list[int] = []

    async def write() -> None:
        codes.append(await _write(websocket, attachment))
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(write)
        codes.append(await _read(websocket, attachment))
        tasks.cancel_scope.cancel()
    return codes[0]


async def _read(websocket: WebSocket, attachment: Attachment) -> int:
    try:
        while True:
            attachment.receive(await _text(websocket))
    except Gone as gone:
        return gone.code


async def _write(websocket: WebSocket, attachment: Attachment) -> int:
    try:
        while True:
            await _write_all(websocket, attachment)
            if attachment.closing_code is not None:
                code = close_code(attachment.closing_code)
                await _close(websocket, code)
                return code
            await attachment.sleep()
    except Gone as gone:
        await anyio.sleep(CODE_WITHIN_S)
        return gone.code


async def _write_all(websocket: WebSocket, attachment: Attachment) -> None:
    """Until nothing is left to write, or the socket is to be closed. A message never waits for more than one frame."""
    frame: bytes | None = b""
    while frame is not None:
        while texts := attachment.texts():
            for text in texts:
                await _send(websocket, text)
        frame = None if attachment.closing_code else attachment.frame()
        if frame is not None:
            await _or_gone(websocket.send_bytes(frame))
            attachment.frame_written(len(frame))


async def _first_text(websocket: WebSocket) -> str:
    with anyio.move_on_after(HELLO_WITHIN_S):
        return await _text(websocket)
    raise WireError("The conversation did not begin with a hello.")


async def _text(websocket: WebSocket) -> str:
    """The next frame; "" stands for one that is binary or too large, which is no message. Raises Gone."""
    try:
        message = await websocket.receive()
    except Exception as error:
        raise Gone from error
    if message["type"] != "websocket.receive":
        raise Gone(message.get("code", ABNORMAL_CLOSURE))
    text = message.get("text") or ""
    return text if len(text.encode(errors="replace")) <= MAX_MESSAGE_BYTES else ""


async def _accept(websocket: WebSocket) -> None:
    await _or_gone(websocket.accept())


async def _send(websocket: WebSocket, text: str) -> None:
    await _or_gone(websocket.send_text(text))


async def _close(websocket: WebSocket, code: int) -> None:
    await _or_gone(websocket.close(code))


async def _or_gone(sending: Awaitable[None]) -> None:
    """Every error of a send means closed: which one it is depends on server and version. Raises Gone."""
    try:
        with anyio.fail_after(SEND_WITHIN_S):
            await sending
    except Exception as error:
        raise Gone from error


async def _refuse(websocket: WebSocket, error: EvergalleryError) -> None:
    if isinstance(error, NotAllowed):
        _log.info("A socket was refused: %s", error.message)
    await _send(websocket, bye_text(error))
    await _close(websocket, close_code(error.code))
