"""What a person does with the gallery, without a browser: look at the first screen, then scroll to the end."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.chaos.wire_client import WireClient

FIRST_SCREEN = 60
WINDOW = 120
AT_ONCE = 3

Row = list[Any]
Picture = tuple[int, str, str]
"""Id, name and version: what a row says for good. Its colour comes with the first thumbnail."""


async def scroll_through(
    client: WireClient, *, folder: int | None = None, timeout_s: float = 30
) -> list[Picture]:
    """Every picture of a folder (None: of everything), in the order shown; the view is closed again."""
    first = {"limit": FIRST_SCREEN, "folder": folder}
    page = await client.ask("open_view", first, timeout_s=timeout_s)
    rows: dict[int, Row] = dict(enumerate(page["items"]))
    places = list(range(len(rows), page["total"], WINDOW))
    for number in range(0, len(places), AT_ONCE):
        near = places[number : number + AT_ONCE]
        asked = [_window(client, page["view"], at, timeout_s) for at in near]
        for answer in await asyncio.gather(*asked):
            rows.update(enumerate(answer["items"], start=answer["offset"]))
    await client.ask("close_view", {"view": page["view"]}, timeout_s=timeout_s)
    assert sorted(rows) == list(range(page["total"])), "a place stayed empty"
    return [_picture(rows[place]) for place in sorted(rows)]


def _picture(row: Row) -> Picture:
    return row[0], row[1], row[6]


async def _window(client: WireClient, view: str, offset: int, timeout_s: float) -> Any:
    place = {"view": view, "offset": offset, "limit": WINDOW}
    return await client.ask("window", place, timeout_s=timeout_s)


def nothing_was_lost_or_doubled(client: WireClient) -> bool:
    """As the client saw it: each question answered once, and no gap in what the server said."""
    figures = client.status["figures"]
    return (
        client.complaints == []
        and set(client.answers.values()) <= {1}
        and figures.get("missing", 0) == 0
    )
