"""A file as an HTTP answer: Range, If-Range, ETag, 304, 416, HEAD, the same on every Starlette.

Starlette's own FileResponse ignores Range before 0.28, leaves its ETag unquoted there and never answers 304. The
hosts' GZip middleware would compress pictures, 100–900 ms each on the event loop: an answer that names its
Content-Encoding is left alone.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from evergallery.errors import ItemGone

from .threads import Threads

CHUNK_BYTES = 256 * 1024
# Thumbnails and most pictures are one read and one message to the server.
AT_ONCE_BYTES = 4 * CHUNK_BYTES

FOR_EVER = "private, max-age=31536000, immutable"
ASK_EACH_TIME = "private, no-cache"
NOT_AT_ALL = "no-store"


@dataclass(frozen=True)
class Span:
    """Bytes `start` up to but not including `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


class Unsatisfiable(Exception):
    """The range lies outside the file."""


@dataclass(frozen=True)
class OpenFile:
    """A file whose size and tag cannot change under the answer, because it is open."""

    stream: BinaryIO
    size: int
    mtime_s: float
    etag: str


async def send_file(
    request: Request,
    path: Path,
    threads: Threads,
    *,
    media_type: str,
    cache_control: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to GET or HEAD. `path` must come from the library. Raises ItemGone."""
    try:
        file = await threads.run(_opened, path)
    except OSError:
        raise ItemGone from None
    head = {**_headers(file, cache_control), **(headers or {})}
    if _is_known(request, file.etag):
        file.stream.close()
        del head["Content-Encoding"]
        return Response(status_code=304, headers=head)
    try:
        span = _wanted(request, file)
    except Unsatisfiable:
        file.stream.close()
        head["Content-Range"] = f"bytes */{file.size}"
        return Response(status_code=416, headers=head)
    return await _answer(request, file, span, head, media_type, threads)


async def _answer(
    request: Request,
    file: OpenFile,
    span: Span | None,
    head: dict[str, str],
    media_type: str,
    threads: Threads,
) -> Response:
    status = 200
    if span is not None:
        status = 206
        head["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{file.size}"
    whole = span or Span(0, file.size)
    head["Content-Length"] = str(whole.size)
    if request.method == "HEAD":
        file.stream.close()
        return Response(status_code=status, headers=head, media_type=media_type)
    if whole.size <= AT_ONCE_BYTES:
        body = await threads.run(_read_all, file.stream, whole)
        return Response(body, status, head, media_type)
    return StreamingResponse(_chunks(file.stream, whole, threads), status, head, media_type)


def parse_range(header: str | None, size: int) -> Span | None:
    """One range of bytes; None for none, several or nonsense: then the whole file is sent.

    Raises Unsatisfiable.
    """
    if not header or not header.startswith("bytes=") or "," in header:
        return None
    first, dash, last = header.removeprefix("bytes=").strip().partition("-")
    if not dash or not _are_digits(first + last):
        return None
    if not first:
        span = Span(max(0, size - int(last)), size)
    else:
        span = Span(int(first), min(int(last) + 1, size) if last else size)
        if last and int(last) < int(first):
            return None
    if span.size <= 0:
        raise Unsatisfiable
    return span


def _are_digits(text: str) -> bool:
    """At most 19 of each: int() refuses thousands of them, with an error of its own."""
    return text.isascii() and text.isdigit() and len(text) <= 38


def _opened(path: Path) -> OpenFile:
    stream = path.open("rb")
    stat = os.fstat(stream.fileno())
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    return OpenFile(stream, stat.st_size, stat.st_mtime, etag)


def _headers(file: OpenFile, cache_control: str) -> dict[str, str]:
    return {
        "ETag": file.etag,
        "Last-Modified": formatdate(file.mtime_s, usegmt=True),
        "Accept-Ranges": "bytes",
        "Cache-Control": cache_control,
        "Content-Encoding": "identity",
        "X-Content-Type-Options": "nosniff",
    }


def _is_known(request: Request, etag: str) -> bool:
    header = request.headers.get("if-none-match", "")
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return etag in tags or tags == ["*"]


def _wanted(request: Request, file: OpenFile) -> Span | None:
    """A range of an older file would be glued to the newer one: If-Range asks for the whole then."""
    condition = request.headers.get("if-range")
    if condition is not None and condition != file.etag:
        return None
    return parse_range(request.headers.get("range"), file.size)


def _read_all(stream: BinaryIO, span: Span) -> bytes:
    with stream:
        stream.seek(span.start)
        return stream.read(span.size)


async def _chunks(stream: BinaryIO, span: Span, threads: Threads) -> AsyncIterator[bytes]:
    with stream:
        await threads.run(stream.seek, span.start)
        left = span.size
        while left > 0:
            chunk = await threads.run(stream.read, min(CHUNK_BYTES, left))
            if not chunk:  # truncated meanwhile: the server cuts the connection, as it must
                return
            left -= len(chunk)
            yield chunk
