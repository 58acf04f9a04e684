"""A proxy in front of a sub-path: `/prefix/x` outside is `/x` inside, for requests and sockets alike.

As `location /prefix/ { proxy_pass http://server/; }` of nginx, with the Upgrade lines and Host passed on.
"""

from __future__ import annotations

import socket
import socketserver
import threading

_HEAD_END = b"\r\n\r\n"
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class StrippingProxy:
    """Serves from `__enter__` to `__exit__`; one request, or one socket, per connection."""

    def __init__(self, server_port: int, prefix: str) -> None:
        self._prefix = prefix.encode()
        self._server_port = server_port
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                proxy.relay(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{self._prefix.decode()}"

    def __enter__(self) -> StrippingProxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def relay(self, client: socket.socket) -> None:
        inside = self._inside(_read_head(client))
        if inside is None:
            client.sendall(_NOT_FOUND)
            return
        with socket.create_connection(("127.0.0.1", self._server_port)) as server:
            server.sendall(inside)
            upward = threading.Thread(target=_copy, args=(client, server), daemon=True)
            upward.start()
            _copy(server, client)

    def _inside(self, head: bytes) -> bytes | None:
        """The head as the server sees it; requests that are no upgrade end their connection."""
        method, _, target_and_rest = head.partition(b" ")
        if not target_and_rest.startswith(self._prefix + b"/"):
            return None
        stripped = method + b" " + target_and_rest[len(self._prefix) :]
        return stripped if b"upgrade: websocket" in head.lower() else _closing(stripped)


def _closing(raw: bytes) -> bytes:
    head, end, body = raw.partition(_HEAD_END)
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + end + body


def _read_head(client: socket.socket) -> bytes:
    """Up to the end of the head; what came with it of the body is kept behind it."""
    data = b""
    while _HEAD_END not in data and (more := client.recv(65_536)):
        data += more
    return data


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:  # one side is gone, and the other learns it by its own
        pass
