"""Thumbnails as bytes, for packs: those that lie there in one thread hop, the others made a few at a time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import anyio

from evergallery.errors import (
    EvergalleryError,
    ItemGone,
    ItemUnknown,
    PacksOff,
    ThumbnailFailed,
)
from evergallery.library import Library, ThumbnailFound
from evergallery.log import get_logger
from evergallery.wire.pack_frame import PackEntry, PackKind

from .figures import Figures
from .threads import Threads

# Half of the files' threads: a pack of a hundred cold tiles leaves the others to single pictures and other people.
MAKERS_PER_PACK = 4

Place = tuple[int, int]
"""Position in the asked list, and the item's id."""

Put = Callable[[PackEntry], Awaitable[None]]

_log = get_logger("packs")


async def _always() -> bool:
    return True


class Tiles:
    """Reads and makes off the loop. `is_on` is the setting thumbnail_packs; where it says no, nothing is."""

    def __init__(
        self,
        library: Library,
        threads: Threads,
        figures: Figures,
        *,
        is_on: Callable[[], bool] = lambda: True,
    ) -> None:
        self.is_on = is_on
        self._library = library
        self._threads = threads
        self._figures = figures

    async def lying(self, ids: Sequence[int], limit_bytes: int) -> list[ThumbnailFound]:
        """As Library.thumbnails: of the first ids, at least one. A library that fails does so for each of them."""
        if not self.is_on():
            return [PacksOff()] * len(ids)
        begun_s = time.perf_counter()
        try:
            found = await self._threads.run(self._library.thumbnails, ids, limit_bytes)
        except EvergalleryError as error:
            return [error] * len(ids)
        except Exception:
            _log.exception("Thumbnails could not be read.")
            return [ThumbnailFailed()] * len(ids)
        pictures = sum(isinstance(tile, bytes) for tile in found)
        if pictures:
            each_s = (time.perf_counter() - begun_s) / pictures
            self._figures.thumbnails.observe(each_s, pictures)
        return found

    async def make(
        self, wanted: deque[Place], put: Put, is_wanted: Callable[[], Awaitable[bool]] = _always
    ) -> None:
        """Takes from the front and puts as they are ready, until `wanted` is empty, or was emptied.

        `is_wanted` is asked before each.
        """
        async with anyio.create_task_group() as tasks:
            for _ in range(min(MAKERS_PER_PACK, len(wanted))):
                tasks.start_soon(self._make_some, wanted, put, is_wanted)

    async def _make_some(
        self, wanted: deque[Place], put: Put, is_wanted: Callable[[], Awaitable[bool]]
    ) -> None:
        while await is_wanted() and wanted:
            place, item_id = wanted.popleft()
            await put(entry_of(place, await self._made(item_id)))

    async def _made(self, item_id: int) -> ThumbnailFound:
        begun_s = time.perf_counter()
        try:
            tile = await self._threads.run(self._make_and_read, item_id)
        except EvergalleryError as error:
            return error
        except OSError:  # pruned between making and reading
            return None
        except Exception:
            _log.exception("A thumbnail could not be made.")
            return ThumbnailFailed()
        self._figures.thumbnails.observe(time.perf_counter() - begun_s)
        return tile

    def _make_and_read(self, item_id: int) -> bytes:
        return self._library.thumbnail(item_id).path.read_bytes()


def entry_of(place: int, found: ThumbnailFound) -> PackEntry:
    """What a library that fails, or a setting, keeps back now may come later; all else is final."""
    if isinstance(found, bytes):
        return PackEntry(place, PackKind.COMPLETE, found)
    if isinstance(found, ThumbnailFailed):
        return PackEntry(place, PackKind.BROKEN)
    if isinstance(found, ItemUnknown | ItemGone):
        return PackEntry(place, PackKind.GONE)
    return PackEntry(place, PackKind.LATER)
