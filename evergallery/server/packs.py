"""The packs of one socket: thumbnails in binary frames, written when there is nothing else to say.

A pack is best effort: what is not written when the socket ends is asked for again elsewhere. Nothing is read ahead of
the peer: a pack reads its next portion when the frames of the last one are written.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from evergallery.wire.pack_frame import PackEntry, PackKind, next_frame

from .tiles import Place, Tiles, entry_of

MAX_AT_WORK = 4
# A page asks anew for each screen and drops what was scrolled away; more at once than this is not one of ours.
MAX_PACKS = 32
# Read in one hop: the longest list of usual tiles (128 of 15 kB), and no more for somebody who reads slowly.
PORTION_BYTES = 2 * 1024 * 1024

Items = Sequence[tuple[int, str]]
"""(id, version). The version is for the client's cache: what is sent is the picture as it is now."""


class Pack:
    """One asked list: what was found for it and waits to be written."""

    def __init__(self, token: int, ids: Sequence[int]) -> None:
        self.token = token
        self.ids = ids
        self.task: asyncio.Task[None] | None = None
        self._waiting: deque[PackEntry] = deque()
        self._missing = len(ids)
        self._written = asyncio.Event()
        self._written.set()

    @property
    def has_frame(self) -> bool:
        return bool(self._waiting)

    @property
    def is_written(self) -> bool:
        return not self._missing and not self._waiting

    def put(self, entry: PackEntry) -> None:
        self._missing -= 1
        self._waiting.append(entry)
        self._written.clear()

    def frame(self) -> bytes:
        frame = next_frame(self.token, self._waiting, is_all=not self._missing)
        if not self._waiting:
            self._written.set()
        return frame

    async def until_written(self) -> None:
        """Until all that was put is on its way."""
        await self._written.wait()


class PackDesk:
    """Of one socket. `on_ready` is called when `next_frame` has something. On the loop only."""

    def __init__(self, tiles: Tiles, on_ready: Callable[[], None]) -> None:
        self._tiles = tiles
        self._on_ready = on_ready
        self._packs: dict[int, Pack] = {}  # in the order they were asked for
        self._places = asyncio.Semaphore(MAX_AT_WORK)

    def __len__(self) -> int:
        return len(self._packs)

    def ask(self, token: int, items: Items) -> None:
        """A token that is asked for again begins again."""
        self.drop(token)
        pack = Pack(token, [item_id for item_id, _ in items])
        if len(self._packs) < MAX_PACKS:
            pack.task = asyncio.create_task(self._fill(pack))
        else:
            for place in range(len(items)):
                pack.put(PackEntry(place, PackKind.LATER))
            self._on_ready()
        self._packs[token] = pack

    def drop(self, token: int) -> None:
        """It is not wanted any more. What a thread has begun ends by itself, unheard."""
        pack = self._packs.pop(token, None)
        if pack is not None and pack.task is not None:
            pack.task.cancel()

    def next_frame(self) -> bytes | None:
        """One frame of the oldest pack that has something, or None."""
        pack = next((pack for pack in self._packs.values() if pack.has_frame), None)
        if pack is None:
            return None
        frame = pack.frame()
        if pack.is_written:
            del self._packs[pack.token]
        return frame

    def stop(self) -> None:
        """The socket is gone."""
        for token in list(self._packs):
            self.drop(token)

    async def _fill(self, pack: Pack) -> None:
        async with self._places:
            cold = await self._put_lying(pack)

            async def put(entry: PackEntry) -> None:
                pack.put(entry)
                self._on_ready()
                await pack.until_written()

            await self._tiles.make(cold, put)

    async def _put_lying(self, pack: Pack) -> deque[Place]:
        """Returns those that are to be made. What lies there is on screen before the first of them is made."""
        cold: deque[Place] = deque()
        done = 0
        while done < len(pack.ids):
            found = await self._tiles.lying(pack.ids[done:], PORTION_BYTES)
            for place, tile in enumerate(found, done):
                if tile is None:
                    cold.append((place, pack.ids[place]))
                else:
                    pack.put(entry_of(place, tile))
            done += len(found)
            self._on_ready()
            await pack.until_written()
        return cold
