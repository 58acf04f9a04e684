from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from pathlib import Path

import pytest

from evergallery.errors import (
    ItemGone,
    ItemUnknown,
    LibraryFailed,
    NotAllowed,
    PacksOff,
    ThumbnailFailed,
)
from evergallery.library import StoredFile
from evergallery.server.figures import Figures
from evergallery.server.threads import Threads
from evergallery.server.tiles import MAKERS_PER_PACK, Tiles, entry_of
from evergallery.wire.pack_frame import PackEntry, PackKind
from tests.python.commands.fake_library import FakeLibrary

pytestmark = pytest.mark.anyio

LIMIT_BYTES = 1_000_000


@pytest.fixture
def figures() -> Figures:
    return Figures()


@pytest.fixture
def tiles(library: FakeLibrary, figures: Figures) -> Tiles:
    return Tiles(library, Threads(8), figures)


async def made(tiles: Tiles, *ids: int) -> list[PackEntry]:
    entries: list[PackEntry] = []

    async def put(entry: PackEntry) -> None:
        entries.append(entry)

    await tiles.make(deque(enumerate(ids)), put)
    return sorted(entries)


async def test_a_screen_of_warm_tiles_is_one_call(tiles: Tiles, library: FakeLibrary) -> None:
    library.warm = dict.fromkeys(range(60), b"webp")
    assert await tiles.lying(range(60), LIMIT_BYTES) == [b"webp"] * 60
    assert library.calls == ["thumbnails 60"]


async def test_switched_off_the_library_is_not_asked(library: FakeLibrary) -> None:
    library.warm = {7: b"webp"}
    tiles = Tiles(library, Threads(1), Figures(), is_on=lambda: False)
    found = await tiles.lying([7, 1], LIMIT_BYTES)
    assert [entry_of(0, one).kind for one in found] == [PackKind.LATER] * 2
    assert library.calls == []


async def test_warm_and_made_tiles_are_timed_each(
    tiles: Tiles, library: FakeLibrary, figures: Figures
) -> None:
    library.warm = {7: b"a", 8: b"b"}
    await tiles.lying([7, 8, 1, 99], LIMIT_BYTES)
    await made(tiles, 1, 99)
    assert sum(figures.thumbnails.counts) == 3


async def test_what_is_made_is_the_file_the_library_names(tiles: Tiles) -> None:
    assert await made(tiles, 1, 410, 415, 99) == [
        PackEntry(0, PackKind.COMPLETE, bytes(range(256))),
        PackEntry(1, PackKind.GONE),
        PackEntry(2, PackKind.BROKEN),
        PackEntry(3, PackKind.GONE),
    ]


async def test_a_file_that_vanished_after_it_was_made_is_asked_for_again(tiles: Tiles) -> None:
    assert await made(tiles, 411) == [PackEntry(0, PackKind.LATER)]


async def test_an_unforeseen_error_is_one_broken_tile(
    tiles: Tiles, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "evergallery"):
        assert await made(tiles, 500) == [PackEntry(0, PackKind.BROKEN)]
    assert "a secret of the inside" in caplog.text


async def test_a_library_that_fails_says_so_for_each(
    tiles: Tiles, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LibraryFailed

    monkeypatch.setattr(library, "thumbnails", fail)
    found = await tiles.lying([1, 2], LIMIT_BYTES)
    assert [type(tile) for tile in found] == [LibraryFailed, LibraryFailed]


async def test_a_pack_takes_no_more_than_its_share_of_the_threads(
    tiles: Tiles, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And begins with what is on screen first."""
    lock, at_once, most, order = threading.Lock(), 0, 0, []

    def slow(item_id: int) -> StoredFile:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
            order.append(item_id)
        threading.Event().wait(0.005)
        with lock:
            at_once -= 1
        return library.files[1]

    monkeypatch.setattr(library, "thumbnail", slow)
    await made(tiles, *range(20))
    assert most == MAKERS_PER_PACK
    assert all(abs(turn - number) < MAKERS_PER_PACK for turn, number in enumerate(order))


async def test_what_nobody_wants_any_more_is_not_begun(tiles: Tiles, library: FakeLibrary) -> None:
    entries: list[PackEntry] = []

    async def put(entry: PackEntry) -> None:
        entries.append(entry)

    async def is_wanted() -> bool:
        await asyncio.sleep(0)
        return len(entries) < 2

    await tiles.make(deque(enumerate([1] * 100)), put, is_wanted)
    assert len(entries) <= 2 + MAKERS_PER_PACK


async def test_an_emptied_list_ends_the_work(
    tiles: Tiles, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def held(item_id: int) -> StoredFile:
        library.calls.append(f"thumbnail {item_id}")
        gate.wait(5)
        return StoredFile(Path("/nowhere"), "", "", "")

    async def put(_: PackEntry) -> None:
        pass

    monkeypatch.setattr(library, "thumbnail", held)
    wanted = deque(enumerate(range(100)))
    work = asyncio.create_task(tiles.make(wanted, put))
    while len(library.calls) < MAKERS_PER_PACK:
        await asyncio.sleep(0.001)
    wanted.clear()
    gate.set()
    await asyncio.wait_for(work, 5)
    assert len(library.calls) == MAKERS_PER_PACK


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (b"webp", PackKind.COMPLETE),
        (ThumbnailFailed(), PackKind.BROKEN),
        (ItemUnknown(), PackKind.GONE),
        (ItemGone(), PackKind.GONE),
        (LibraryFailed(), PackKind.LATER),
        (NotAllowed(), PackKind.LATER),
        (PacksOff(), PackKind.LATER),
        (None, PackKind.LATER),
    ],
)
async def test_only_what_may_pass_is_asked_for_again(found: bytes, kind: PackKind) -> None:
    assert entry_of(3, found)[:2] == (3, kind)
