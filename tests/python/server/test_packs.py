from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from evergallery.library import StoredFile, ThumbnailFound
from evergallery.server import packs
from evergallery.server.figures import Figures
from evergallery.server.packs import MAX_AT_WORK, MAX_PACKS, PackDesk
from evergallery.server.threads import Threads
from evergallery.server.tiles import Tiles
from evergallery.wire.messages import MAX_MESSAGE_BYTES
from evergallery.wire.pack_frame import PackFrame, PackKind, decode_frame
from tests.python.commands.fake_library import FakeLibrary

pytestmark = pytest.mark.anyio


class Reader:
    """The writer's side of a socket: takes frames when it is woken."""

    def __init__(self, library: FakeLibrary) -> None:
        self.news = asyncio.Event()
        self.desk = PackDesk(Tiles(library, Threads(8), Figures()), self.news.set)
        self.sizes: list[int] = []

    def ask(self, token: int, *ids: int) -> None:
        self.desk.ask(token, [(item_id, "v") for item_id in ids])

    async def frame(self) -> PackFrame:
        while (data := self.desk.next_frame()) is None:
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 5)
        self.sizes.append(len(data))
        return decode_frame(data)

    async def pack(self) -> list[PackFrame]:
        """The frames until one is the last of its pack."""
        frames = [await self.frame()]
        while not frames[-1].is_last:
            frames.append(await self.frame())
        return frames

    async def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(2000):
            if holds():
                return
            await asyncio.sleep(0.001)
        pytest.fail("waited in vain")


@pytest.fixture
async def reader(library: FakeLibrary) -> Reader:
    library.warm = {number: bytes([number]) * 15_000 for number in range(100, 200)}
    return Reader(library)


def kinds(frames: list[PackFrame]) -> list[tuple[int, PackKind]]:
    return [(entry.place, entry.kind) for frame in frames for entry in frame.entries]


async def test_a_warm_screen_comes_in_one_call_and_full_frames(
    reader: Reader, library: FakeLibrary
) -> None:
    reader.ask(7, *range(100, 160))
    frames = await reader.pack()
    assert library.calls == ["thumbnails 60"]
    assert {frame.token for frame in frames} == {7}
    assert max(reader.sizes) == MAX_MESSAGE_BYTES
    assert len(frames) == -(-60 * 15_007 // (MAX_MESSAGE_BYTES - 60))
    whole = b"".join(bytes(entry.data) for frame in frames for entry in frame.entries)
    assert whole == b"".join(library.warm[number] for number in range(100, 160))
    assert len(reader.desk) == 0


async def test_what_lies_there_does_not_wait_for_what_is_made(
    reader: Reader, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def held(item_id: int) -> StoredFile:
        gate.wait(5)
        return library.files[item_id]

    monkeypatch.setattr(library, "thumbnail", held)
    reader.ask(1, 1, 100, 415, 99, 101)
    first = await reader.frame()
    assert kinds([first]) == [(1, PackKind.COMPLETE), (2, PackKind.BROKEN), (3, PackKind.GONE),
                              (4, PackKind.COMPLETE)]  # fmt: skip
    assert not first.is_last
    gate.set()
    assert kinds(await reader.pack()) == [(0, PackKind.COMPLETE)]


async def test_a_dropped_pack_is_not_heard_of_again(
    reader: Reader, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def held(item_id: int) -> StoredFile:
        library.calls.append("held")
        gate.wait(5)
        return library.files[1]

    monkeypatch.setattr(library, "thumbnail", held)
    reader.ask(1, *[1, 2, 3] * 10)
    await reader.until(lambda: library.calls.count("held") == 4)
    reader.desk.drop(1)
    gate.set()
    reader.ask(2, 100)
    assert [frame.token for frame in await reader.pack()] == [2]
    assert reader.desk.next_frame() is None
    assert library.calls.count("held") == 4


async def test_a_token_asked_for_again_begins_again(reader: Reader) -> None:
    reader.ask(1, *range(100, 110))
    await reader.frame()
    reader.ask(1, 100)
    assert kinds(await reader.pack()) == [(0, PackKind.COMPLETE)]
    assert len(reader.desk) == 0


async def test_nothing_is_read_ahead_of_a_slow_reader(
    reader: Reader, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "PORTION_BYTES", 30_000)
    reader.ask(1, *range(100, 106))
    await reader.until(lambda: reader.desk._packs[1].has_frame)
    await asyncio.sleep(0.02)
    assert library.calls == ["thumbnails 6"]
    frames = await reader.pack()
    assert library.calls == ["thumbnails 6", "thumbnails 4", "thumbnails 2"]
    assert len(kinds(frames)) == 6


async def test_cold_tiles_are_not_made_ahead_of_a_slow_reader(
    reader: Reader, library: FakeLibrary
) -> None:
    reader.ask(1, *[1, 2, 3] * 10)
    await reader.until(lambda: reader.desk._packs[1].has_frame)
    await asyncio.sleep(0.05)
    made = [call for call in library.calls if call.startswith("thumbnail ")]
    assert len(made) <= 4
    assert len(kinds(await reader.pack())) >= 26


async def test_a_few_packs_are_at_work_and_the_others_wait(
    reader: Reader, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def held(ids: list[int], limit_bytes: int) -> list[ThumbnailFound]:
        library.calls.append("held")
        gate.wait(5)
        return [b"webp"] * len(ids)

    monkeypatch.setattr(library, "thumbnails", held)
    for token in range(1, 10):
        reader.ask(token, 100)
    await reader.until(lambda: len(library.calls) == MAX_AT_WORK)
    await asyncio.sleep(0.02)
    assert len(library.calls) == MAX_AT_WORK
    gate.set()
    answered = {(await reader.pack())[-1].token for _ in range(9)}
    assert answered == set(range(1, 10))


async def test_more_packs_than_any_page_asks_for_are_put_off(
    reader: Reader, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    monkeypatch.setattr(library, "thumbnails", lambda ids, _: gate.wait(5) and [b""] * len(ids))
    for token in range(1, MAX_PACKS + 1):
        reader.ask(token, 100)
    reader.ask(1000, 100, 101)
    frames = await reader.pack()
    assert frames[0].token == 1000
    assert kinds(frames) == [(0, PackKind.LATER), (1, PackKind.LATER)]
    reader.desk.stop()
    gate.set()


async def test_nothing_is_left_when_the_socket_is_gone(
    reader: Reader, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asyncio.all_tasks()
    for token in range(1, 10):
        reader.ask(token, 1, 2, 3, 100, 101)
    await reader.frame()
    reader.desk.stop()
    assert len(reader.desk) == 0
    await reader.until(lambda: asyncio.all_tasks() == before)
    assert reader.desk.next_frame() is None
