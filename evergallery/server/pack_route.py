"""The same packs over HTTP: one list asked, one frame answered.

What is not in it is said to come later: what did not fit, and what was not made in time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Annotated

import anyio
import msgspec
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from evergallery.errors import EvergalleryError, InternalError, PacksOff, ServerFull, WireError
from evergallery.log import get_logger
from evergallery.wire.messages import MAX_MESSAGE_BYTES, MAX_PACK_ITEMS, Seq, Version
from evergallery.wire.pack_frame import (
    ENTRY_HEAD_BYTES,
    HEAD_BYTES,
    MAX_HTTP_FRAME_BYTES,
    PackEntry,
    PackKind,
    next_frame,
)

from .figures import Figures
from .files import NOT_AT_ALL
from .guard import Guard
from .http import error_response
from .loop import HomeLoop
from .tiles import Place, Tiles, entry_of

MAX_AT_ONCE = 64
# Somebody looks at what lies there already: it does not wait for what must be made. With nothing there the first
# picture is worth waiting for, or the page would ask again and again.
BESIDE_S = 0.25
FIRST_WITHIN_S = 5.0

_TOKEN = 0
_HEADERS = {
    "Cache-Control": NOT_AT_ALL,
    # The pictures are WebP already. A host's GZip middleware leaves alone what names its encoding.
    "Content-Encoding": "identity",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_log = get_logger("packs")


class PackRequest(Struct, frozen=True):
    """The body: (id, version) each, the most wanted first."""

    items: Annotated[list[tuple[Seq, Version]], Meta(min_length=1, max_length=MAX_PACK_ITEMS)]


class PackRoute:
    """`answer` to POST `pack`."""

    def __init__(
        self,
        home: HomeLoop,
        guard: Guard,
        tiles: Tiles,
        figures: Figures,
        *,
        max_at_once: int = MAX_AT_ONCE,
    ) -> None:
        self._home = home
        self._guard = guard
        self._tiles = tiles
        self._figures = figures
        self._max_at_once = max_at_once
        self._at_once = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(self, request: Request) -> Response:
        """One of the boundaries that catch everything."""
        self._home.enter()
        if self._at_once >= self._max_at_once:
            return error_response(ServerFull())
        self._at_once += 1
        try:
            self._admit(request)
            body = await _body(request)
            self._figures.bytes["up", "thumbnails"] += len(body)
            asked = _decoded(body)
            frame = await self._frame(request, [item_id for item_id, _ in asked.items])
            return Response(frame, headers=_HEADERS, media_type="application/octet-stream")
        except EvergalleryError as error:
            return error_response(error)
        except Exception:
            _log.exception("A pack could not be sent.")
            return error_response(InternalError())
        finally:
            self._at_once -= 1

    def _admit(self, request: Request) -> None:
        """Raises NotAllowed, PacksOff."""
        self._guard.admit(request)
        if not self._tiles.is_on():
            raise PacksOff

    async def _frame(self, request: Request, ids: list[int]) -> bytes:
        """Larger than allowed only where its first picture is."""
        room = MAX_HTTP_FRAME_BYTES - HEAD_BYTES - len(ids) * ENTRY_HEAD_BYTES
        found = await self._tiles.lying(ids, room)
        entries = [entry_of(place, tile) for place, tile in enumerate(found) if tile is not None]
        cold = deque((place, ids[place]) for place, tile in enumerate(found) if tile is None)
        room -= sum(len(entry.data) for entry in entries)
        if cold and room > 0:
            patience_s = BESIDE_S if entries else FIRST_WITHIN_S
            for entry in await self._made(request, cold, patience_s):
                room -= len(entry.data)
                if room >= 0 or not entries:
                    entries.append(entry)
        said = {entry.place for entry in entries}
        later = (PackEntry(n, PackKind.LATER) for n in range(len(ids)) if n not in said)
        return next_frame(_TOKEN, deque((*entries, *later)), limit_bytes=2**32)

    async def _made(
        self, request: Request, cold: deque[Place], first_within_s: float
    ) -> list[PackEntry]:
        """What is ready in time. What a thread has begun goes on, and lies there when it is asked for again."""
        made: list[PackEntry] = []
        is_first_there = asyncio.Event()

        async def put(entry: PackEntry) -> None:
            made.append(entry)
            is_first_there.set()

        async def is_wanted() -> bool:
            return not await request.is_disconnected()

        task = asyncio.create_task(self._tiles.make(cold, put, is_wanted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: is_first_there.set())
        try:
            with anyio.move_on_after(first_within_s):
                await is_first_there.wait()
            await asyncio.wait([task], timeout=BESIDE_S if made else 0)
        finally:
            cold.clear()
        return made


async def _body(request: Request) -> bytes:
    """Raises WireError for one that is larger than any list can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_MESSAGE_BYTES:
            raise WireError("The list of pictures was larger than allowed.")
    return body


def _decoded(body: bytes) -> PackRequest:
    try:
        return msgspec.json.decode(body, type=PackRequest)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise WireError from None
