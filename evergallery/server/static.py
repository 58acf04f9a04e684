"""Our own JavaScript and style sheets, under an address that changes with their content.

Hosts serve extension files without Cache-Control and version only the entry script, so after an update a browser
mixes old modules with new ones. Here the whole tree carries one hash and may be kept for ever.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from .files import NOT_AT_ALL

FOLDERS = ("javascript", "css")
# Starlette adds the charset to text.
MEDIA_TYPES = {
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
ROUTE = "evergallery/v1/static"

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
_HASH_CHARS = 16


@dataclass(frozen=True)
class StaticFile:
    """One file in memory; `packed` is gzip, made once and not by a host's middleware at each request."""

    content: bytes
    packed: bytes
    media_type: str


class StaticTree:
    """The files of `folder`/javascript and `folder`/css, read once when first needed.

    In memory, because an update that overwrites them under a running server would otherwise serve new files
    under the old hash. Some hundred kilobytes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def files(self) -> Mapping[str, StaticFile]:
        """Relative address → file; what is not listed here cannot be asked for."""
        return {name: _read(path) for name, path in sorted(_listed(self._folder))}

    @cached_property
    def hash(self) -> str:
        """Of names and contents."""
        digest = hashlib.sha256()
        for name, file in self.files.items():
            digest.update(f"{name}\0{len(file.content)}\0".encode())
            digest.update(file.content)
        return digest.hexdigest()[:_HASH_CHARS]

    @property
    def url(self) -> str:
        """Of the tree, relative to the page's base; ends with "/"."""
        return f"{ROUTE}/{self.hash}/"

    async def serve(self, request: Request) -> Response:
        """Another hash is a page from before an update: it gets what there is, but may not keep it."""
        file = self.files.get(request.path_params["path"])
        if file is None:
            return Response(status_code=404, headers={"Cache-Control": NOT_AT_ALL})
        is_current = request.path_params["hash"] == self.hash
        headers = {
            "Cache-Control": _FOR_EVER if is_current else _ASK_EACH_TIME,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(file.packed, headers=headers, media_type=file.media_type)
        return Response(file.content, headers=headers, media_type=file.media_type)


def _listed(folder: Path) -> Iterator[tuple[str, Path]]:
    for top in FOLDERS:
        for path in (folder / top).rglob("*"):
            if path.suffix in MEDIA_TYPES and path.is_file():
                yield path.relative_to(folder).as_posix(), path


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    return StaticFile(content, gzip.compress(content, mtime=0), MEDIA_TYPES[path.suffix])
