"""Clients without a browser under the mixed faults: each scrolls, follows what arrives, and marks its own picture."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.chaos.browsing import Picture, nothing_was_lost_or_doubled, scroll_through
from tests.chaos.tally import Tally
from tests.chaos.wire_client import Refused, WireClient

STILL, ARRIVALS = "still", "arrivals"
CLIENTS = 5
LIFE_S = 90.0  # of a client; then a new one takes its place
PATIENCE_S = 90.0


@contextmanager
def clients(url: str, still: list[Picture], tally: Tally, until_s: float) -> Iterator[None]:
    """So many at a time while the block runs, until `until_s` (monotonic)."""

    async def all_of_them() -> None:
        own = (still[place] for place in range(CLIENTS))
        await asyncio.gather(*(_live(url, still, picture, tally, until_s) for picture in own))

    thread = threading.Thread(target=lambda: asyncio.run(all_of_them()), name="clients")
    thread.start()
    try:
        yield
    finally:
        thread.join()


async def what_is_still(url: str) -> list[Picture]:
    """The pictures of the folder that never changes."""
    async with WireClient(url) as client:
        folders = await _folders(client)
        return await scroll_through(client, folder=folders[STILL])


async def _live(url: str, still: list[Picture], own: Picture, tally: Tally, until_s: float) -> None:
    """One client after the other."""
    while time.monotonic() < until_s:
        tally.clients += 1
        async with WireClient(url) as client:
            try:
                end_s = min(until_s, time.monotonic() + LIFE_S)
                await _one_life(client, still, own, tally, end_s)
            except (TimeoutError, AssertionError, Refused) as error:
                tally.lose(repr(error))
                await asyncio.sleep(1)
            _add_up(client, tally)


async def _one_life(
    client: WireClient, still: list[Picture], own: Picture, tally: Tally, until_s: float
) -> None:
    folders = await _folders(client)
    while time.monotonic() < until_s:
        await _mark(client, own, tally)
        resets = client.resets
        try:
            await _look_around(client, folders, still)
        except Refused:
            if client.resets == resets:
                raise
            continue  # its views went with the server's old life: they are opened again
        tally.scrolls += 1


async def _look_around(client: WireClient, folders: dict[str, int], still: list[Picture]) -> None:
    resets, heard = client.resets, len(client.events)
    query = {"folder": folders[ARRIVALS]}
    followed = await client.ask("open_view", query, timeout_s=PATIENCE_S)
    rows = await scroll_through(client, folder=folders[STILL], timeout_s=PATIENCE_S)
    assert rows == still, "a folder that never changed shows other pictures now"
    if resets == client.resets:
        _follow(followed, client, heard)
        await client.ask("close_view", {"view": followed["view"]}, timeout_s=PATIENCE_S)


def _follow(followed: dict[str, Any], client: WireClient, heard: int) -> None:
    """Each change of a view begins where the one before ended: none was lost, none came twice."""
    version = followed["version"]
    told = [event.data for event in client.events[heard:] if event.name == "view_changed"]
    changes = [change for change in told if change["view"] == followed["view"]]
    for change in changes:
        if change["from_version"] < followed["version"]:  # told before the answer was
            continue
        assert change["from_version"] == version, f"a change is missing after {version}"
        version = change["version"]


async def _mark(client: WireClient, own: Picture, tally: Tally) -> None:
    """Nobody else marks this picture: an action that was lost, or done again later, would show."""
    wanted = not await _is_favourite(client, own)
    tally.actions += 1
    params = {"id": own[0], "favourite": wanted}
    await client.act("mark", params, timeout_s=PATIENCE_S)
    assert await _is_favourite(client, own) is wanted, "an action was answered and not done"


async def _is_favourite(client: WireClient, picture: Picture) -> bool:
    item = await client.ask("item", {"id": picture[0]}, timeout_s=PATIENCE_S)
    return bool(item["favourite"])


async def _folders(client: WireClient) -> dict[str, int]:
    answer = await client.ask("folders", {}, timeout_s=PATIENCE_S)
    return {folder["name"]: folder["id"] for folder in answer["folders"]}


def _add_up(client: WireClient, tally: Tally) -> None:
    tally.requests += client.asked
    tally.events += len(client.events)
    tally.resets += client.resets
    if not nothing_was_lost_or_doubled(client):
        tally.doubled += 1
        tally.complaints += client.complaints or [str(client.status)]
