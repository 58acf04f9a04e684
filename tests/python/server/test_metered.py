from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from evergallery.server.figures import Figures
from evergallery.server.metered import metered

pytestmark = pytest.mark.anyio

REQUEST = Request({"type": "http", "method": "GET", "headers": []})


async def test_a_whole_body_is_counted() -> None:
    async def endpoint(_: Request) -> Response:
        return Response(b"12345")

    figures = Figures()
    await metered(endpoint, figures, "static")(REQUEST)
    assert figures.bytes == {("down", "static"): 5}


async def test_a_stream_is_counted_as_far_as_it_was_read() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"1234"

    async def endpoint(_: Request) -> Response:
        return StreamingResponse(chunks())

    figures = Figures()
    response = await metered(endpoint, figures, "originals")(REQUEST)
    assert isinstance(response, StreamingResponse)
    reading = response.body_iterator.__aiter__()
    await reading.__anext__()
    assert figures.bytes == {("down", "originals"): 4}
    assert [chunk async for chunk in reading] == [b"1234", b"1234"]
    assert figures.bytes == {("down", "originals"): 12}
