"""Our own JavaScript and style sheets, under an address that changes with their content.

Hosts serve extension files without Cache-Control and version only the entry script, so after an update a browser
mixes old modules with new ones. Here the whole tree carries one hash and may be kept for ever.

Beside the files there is each of the two things a page begins with, in one piece: the program, joined from its modules,
and the style sheets, joined from those that css/all.css imports.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import Response

from evergallery.log import get_logger

from .bundle import bundle, join_sheets
from .files import NOT_AT_ALL
from .js_module import NotUnderstood
from .source_map import source_map

FOLDERS = ("javascript", "css")
APP_FOLDER = "javascript/evergallery/"
APP = "app.mjs"
BUNDLE = "app.bundle.mjs"
SHEETS_FOLDER = "css/"
SHEETS = "all.css"
# Starlette adds the charset to text.
MEDIA_TYPES = {
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
ROUTE = "evergallery/v1/static"

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
_HASH_CHARS = 16

_log = get_logger("static")


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
        contents = {name: path.read_bytes() for name, path in _listed(self._folder)}
        contents |= _joined(contents)
        return {name: _packed(name, content) for name, content in sorted(contents.items())}

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


def _packed(name: str, content: bytes) -> StaticFile:
    media_type = MEDIA_TYPES[PurePosixPath(name).suffix]
    return StaticFile(content, gzip.compress(content, mtime=0), media_type)


def _joined(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The program and the sheets in one piece each. A page finds its way without them too, only later."""
    try:
        return {**_program(_in(APP_FOLDER, contents)), **_sheets(_in(SHEETS_FOLDER, contents))}
    except NotUnderstood as error:
        _log.warning("The gallery's program is loaded in many pieces: %s", error)
        return {}


def _program(modules: Mapping[str, str]) -> dict[str, bytes]:
    if APP not in modules:
        return {}
    lines = bundle(modules, APP)
    text = "".join(f"{line.text}\n" for line in lines) + f"//# sourceMappingURL={BUNDLE}.map\n"
    files = {BUNDLE: text, f"{BUNDLE}.map": source_map(lines)}
    return {f"{APP_FOLDER}{name}": text.encode() for name, text in files.items()}


def _sheets(sheets: Mapping[str, str]) -> dict[str, bytes]:
    if SHEETS not in sheets:
        return {}
    return {f"{SHEETS_FOLDER}{SHEETS}": join_sheets(sheets, SHEETS).encode()}


def _in(folder: str, contents: Mapping[str, bytes]) -> dict[str, str]:
    """Text files of a folder by their names in it."""
    return {
        name.removeprefix(folder): content.decode()
        for name, content in contents.items()
        if name.startswith(folder) and name.endswith((".mjs", ".css"))
    }
