"""The socket: one attachment of a session, from the first hello to whatever ends it."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

import anyio
from starlette.websockets import WebSocket

from evergallery.errors import EvergalleryError, NotAllowed, ServerFull, WireError
from evergallery.log import get_logger
from evergallery.wire.messages import MAX_MESSAGE_BYTES, read_hello

from .attachment import Attachment
from .farewell import bye_text, close_code
from .guard import Guard
from .loop import HomeLoop
from .registry import Registry

MAX_SOCKETS = 64
HELLO_WITHIN_S = 10.0
# A peer that took nothing for so long is gone; the session's silence_ms cannot reach a blocked send.
SEND_WITHIN_S = 30.0
POLICY_VIOLATION = 1008

_log = get_logger("socket")


class Gone(Exception):
    """The socket ended, by whichever of the dozen errors servers and versions have for it."""


class SocketEndpoint:
    """`serve` is one socket's life. It sits in `receive` or is cancelled, so a host that reloads is never held up."""

    def __init__(
        self, home: HomeLoop, guard: Guard, registry: Registry, *, max_sockets: int = MAX_SOCKETS
    ) -> None:
        self._home = home
        self._guard = guard
        self._registry = registry
        self._max_sockets = max_sockets
        self._open = 0

    async def serve(self, websocket: WebSocket) -> None:
        """The endpoint of a WebSocketRoute; raises nothing but cancellation."""
        self._home.enter()
        try:
            if not self._guard.origin_is_allowed(websocket):
                await _close(websocket, POLICY_VIOLATION)
                return
            await _accept(websocket)
            await self._converse(websocket)
        except Gone:
            pass
        except Exception:
            _log.exception("A socket failed.")

    async def _converse(self, websocket: WebSocket) -> None:
        """Refusals are said in words once the socket is accepted."""
        try:
            identity = self._guard.admit(websocket)
            with self._room():
                hello = await _first_text(websocket)
                session_id = read_hello(hello).body.session
                runner = self._registry.runner(identity.user, session_id)
                with runner.attached("websocket") as attachment:
                    attachment.receive(hello)
                    await _pump(websocket, attachment)
        except EvergalleryError as error:
            await _refuse(websocket, error)

    @contextmanager
    def _room(self) -> Iterator[None]:
        if self._open >= self._max_sockets:
            raise ServerFull
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1


async def _pump(websocket: WebSocket, attachment: Attachment) -> None:
    """Reader and writer side by side; the first to end ends the other."""

    async def write() -> None:
        await _write(websocket, attachment)
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(write)
        await _read(websocket, attachment)
        tasks.cancel_scope.cancel()


async def _read(websocket: WebSocket, attachment: Attachment) -> None:
    try:
        while True:
            attachment.receive(await _text(websocket))
    except Gone:
        pass


async def _write(websocket: WebSocket, attachment: Attachment) -> None:
    try:
        while True:
            while texts := attachment.texts():
                for text in texts:
                    await _send(websocket, text)
            if attachment.closing_code is not None:
                await _close(websocket, close_code(attachment.closing_code))
                return
            await attachment.sleep()
    except Gone:
        pass


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
        raise Gone
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
