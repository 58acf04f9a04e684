"""Thumbnails and originals over plain HTTP. Addresses hold ids only; the library alone knows paths."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from evergallery.errors import (
    EvergalleryError,
    InternalError,
    ItemGone,
    ItemUnknown,
    LibraryFailed,
    NotAllowed,
    PacksOff,
    ServerFull,
    ThumbnailFailed,
    WireError,
    WrongOrigin,
)
from evergallery.library import Library, StoredFile
from evergallery.log import get_logger

from .figures import Figures
from .files import ASK_EACH_TIME, FOR_EVER, NOT_AT_ALL, send_file
from .guard import Guard
from .loop import HomeLoop
from .threads import NotWanted, Threads

STATUS_OF_ERROR: dict[type[EvergalleryError], int] = {
    WireError: 400,
    NotAllowed: 401,
    WrongOrigin: 403,
    ItemUnknown: 404,
    PacksOff: 404,
    ItemGone: 410,
    ThumbnailFailed: 415,
    LibraryFailed: 503,
    ServerFull: 503,
}

# What another site may do with an answer: nothing; and what an original opened in a tab of its own may do: be seen.
_ISOLATED = {"Cross-Origin-Resource-Policy": "same-origin"}
_HARMLESS = {**_ISOLATED, "Content-Security-Policy": "sandbox"}

# Types that a browser shows and never runs; anything else, SVG above all, is only handed out as a download.
_SHOWN_KINDS = ("image/", "video/", "audio/")
_RUNNABLE = ("image/svg+xml",)

# nginx's number for "nobody is there to read this": a picture scrolled past before its turn came.
CLIENT_CLOSED_REQUEST = 499

_MAX_ID_DIGITS = 16

_log = get_logger("http")


class FileRoutes:
    """Endpoints for `thumb/{id}/{version}` and `file/{id}[/{name}]`."""

    def __init__(
        self,
        home: HomeLoop,
        guard: Guard,
        library: Library,
        threads: Threads,
        figures: Figures | None = None,
    ) -> None:
        self._figures = figures or Figures()
        self._home = home
        self._guard = guard
        self._library = library
        self._threads = threads

    async def thumbnail(self, request: Request) -> Response:
        return await self._guarded(request, self._thumbnail)

    async def original(self, request: Request) -> Response:
        return await self._guarded(request, self._original)

    async def _guarded(
        self, request: Request, answer: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        self._home.enter()
        try:
            self._guard.admit(request)
            return await answer(request)
        except EvergalleryError as error:
            return error_response(error)
        except NotWanted:
            return Response(status_code=CLIENT_CLOSED_REQUEST)
        except Exception:
            _log.exception("A file could not be sent.")
            return error_response(InternalError())

    async def _thumbnail(self, request: Request) -> Response:
        """For ever under the address of the content's version, not at all under any other."""
        item_id = _item_id(request)

        async def is_wanted() -> bool:
            return not await request.is_disconnected()

        begun_s = time.perf_counter()
        stored = await self._threads.run_if(is_wanted, self._library.thumbnail, item_id)
        self._figures.thumbnails.observe(time.perf_counter() - begun_s)
        is_current = request.path_params.get("version") == stored.version
        return await send_file(
            request,
            stored.path,
            self._threads,
            media_type=stored.media_type,
            cache_control=FOR_EVER if is_current else NOT_AT_ALL,
            headers=_ISOLATED,
        )

    async def _original(self, request: Request) -> Response:
        """`?v=` may name the version; the name in the address is for the person and not looked at."""
        stored = await self._threads.run(self._library.original, _item_id(request))
        is_shown = _is_shown(stored.media_type)
        is_download = request.query_params.get("download") == "1" or not is_shown
        is_current = request.query_params.get("v") == stored.version
        return await send_file(
            request,
            stored.path,
            self._threads,
            media_type=stored.media_type if is_shown else "application/octet-stream",
            cache_control=FOR_EVER if is_current else ASK_EACH_TIME,
            headers={**_HARMLESS, "Content-Disposition": disposition(stored, is_download)},
        )


def error_response(error: EvergalleryError) -> Response:
    """`{code, message}`, never cached."""
    status = STATUS_OF_ERROR.get(type(error), 500)
    body = {"code": error.code, "message": error.message}
    headers = {"Cache-Control": NOT_AT_ALL, **_ISOLATED}
    if status == STATUS_OF_ERROR[ServerFull]:
        headers["Retry-After"] = "1"
    return JSONResponse(body, status, headers=headers)


def disposition(stored: StoredFile, is_download: bool) -> str:
    """Content-Disposition with a plain name for old programs and RFC 5987's for the others.

    File names are hostile too: the plain one keeps neither quotes nor control characters.
    """
    kind = "attachment" if is_download else "inline"
    plain = "".join(
        c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in stored.name
    )
    full = quote(stored.name, safe="", errors="replace")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{full}"


def _item_id(request: Request) -> int:
    """Raises ItemUnknown for what cannot be an id, before int() sees thousands of digits."""
    text = str(request.path_params.get("id", ""))
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_ID_DIGITS):
        raise ItemUnknown
    return int(text)


def _is_shown(media_type: str) -> bool:
    return media_type.startswith(_SHOWN_KINDS) and media_type not in _RUNNABLE
