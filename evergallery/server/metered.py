"""Answers over HTTP counted by their bytes, whichever route they come from."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from .figures import ByteClass, Figures

Endpoint = Callable[[Request], Awaitable[Response]]


def metered(endpoint: Endpoint, figures: Figures, kind: ByteClass) -> Endpoint:
    """`endpoint` with the bodies it gives counted: a stream as far as it was read."""

    async def counted(request: Request) -> Response:
        response = await endpoint(request)
        if isinstance(response, StreamingResponse):
            response.body_iterator = _counting(response.body_iterator, figures, kind)
        else:
            figures.bytes["down", kind] += len(response.body)
        return response

    return counted


async def _counting(
    chunks: AsyncIterable[Any], figures: Figures, kind: ByteClass
) -> AsyncIterator[Any]:
    async for chunk in chunks:
        figures.bytes["down", kind] += len(chunk)
        yield chunk
