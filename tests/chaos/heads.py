"""The first lines of requests and answers, and what a proxy changes in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.chaos.faults import Kind

HEAD_END = b"\r\n\r\n"
_UPGRADE_HEADERS = frozenset({"upgrade", "connection"})
_HOP_BY_HOP = frozenset({"connection", "keep-alive"})
_CREDENTIALS = frozenset({"cookie", "authorization"})
# Frames are counted, so nobody may compress them.
_EXTENSIONS = frozenset({"sec-websocket-extensions"})

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Head:
    """Of a request. `target` is a path with its query, as the server is to see it."""

    method: str
    target: str
    headers: Headers

    @property
    def path(self) -> str:
        return self.target.split("?", 1)[0]

    @property
    def kind(self) -> Kind:
        return "upgrade" if self.header("upgrade").lower() == "websocket" else "http"

    @property
    def body_bytes(self) -> int:
        """Browsers always say how long a request's body is."""
        return int(self.header("content-length") or 0)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def without_credentials(self) -> Head:
        kept = tuple((n, v) for n, v in self.headers if n.lower() not in _CREDENTIALS)
        return replace(self, headers=kept)

    def to_server(self, *, upgrade: bool) -> bytes:
        """Without keep-alive: to the server each request is a connection, and its end that of the answer."""
        dropped = _EXTENSIONS if upgrade else _EXTENSIONS | _HOP_BY_HOP | _UPGRADE_HEADERS
        kept = [(name, value) for name, value in self.headers if name.lower() not in dropped]
        added = [] if upgrade else [("Connection", "close")]
        return _written(f"{self.method} {self.target} HTTP/1.1", (*kept, *added))


@dataclass(frozen=True)
class AnswerHead:
    """Of an answer to a request with that method."""

    first_line: str
    headers: Headers
    method: str

    @property
    def status(self) -> int:
        return int(self.first_line.split(" ", 2)[1])

    @property
    def tells_its_end(self) -> bool:
        """Whether the client knows where the answer ends without the connection ending there."""
        names = {name.lower() for name, _ in self.headers}
        no_body = self.method == "HEAD" or self.status in (204, 304)
        return no_body or bool(names & {"content-length", "transfer-encoding"})

    def is_whole(self, size_bytes: int, tail: bytes) -> bool:
        """Whether a body of this size and with these last bytes is all of it, and the connection can go on."""
        names = {name.lower(): value for name, value in self.headers}
        if self.method == "HEAD" or self.status in (204, 304):
            return True
        if "content-length" in names:
            return size_bytes >= int(names["content-length"])
        return "transfer-encoding" in names and tail.endswith(b"0\r\n\r\n")

    def to_client(self, keeps_alive: bool = True) -> bytes:
        kept = tuple((n, v) for n, v in self.headers if n.lower() not in _HOP_BY_HOP)
        added = () if keeps_alive and self.tells_its_end else (("Connection", "close"),)
        return _written(self.first_line, kept + added)


def read_head(raw: bytes) -> Head:
    """Parses what precedes the empty line. Raises ValueError when it is not HTTP."""
    first, headers = _lines(raw)
    method, target, _ = first.split(" ", 2)
    return Head(method, target, headers)


def read_answer_head(raw: bytes, method: str) -> AnswerHead:
    first, headers = _lines(raw)
    return AnswerHead(first, headers, method)


def _lines(raw: bytes) -> tuple[str, Headers]:
    first, *rest = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.split(":", 1) for line in rest)
    return first, tuple((name, value.strip()) for name, value in pairs)


def _written(first_line: str, headers: Headers) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
