"""A fault-injecting proxy between a browser and our server, scripted while it runs.

    with Proxy(server_port) as proxy:
        proxy.rules = [Rule(Answer(403), kind="upgrade")]
        browse(proxy.url)
        proxy.rules = []                      # new connections pass again
        proxy.inject(Swallow())               # open sockets fall silent now
        proxy.counters.upgrades

It runs in a thread with its own event loop, so synchronous tests can use it. Every HTTP request gets its
own connection to the server (`Connection: close`), which makes one request one connection on both sides.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from tests.chaos.faults import Answer, Delay, Drop, Fault, Gate, Hang, Kind, Pass, Rule, Swallow

_HEAD_LIMIT = 64 * 1024
_CHUNK = 64 * 1024
_PAUSE_S = 0.03


@dataclass
class Counters:
    """What went through since the proxy started or `clear()`."""

    upgrades: int = 0
    requests: int = 0
    messages_down: int = 0
    by_path: Counter[str] = field(default_factory=Counter)
    by_fault: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        self.__init__()  # type: ignore[misc]


@dataclass(frozen=True)
class Head:
    """The first lines of a request."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        return self.target.split("?", 1)[0]

    @property
    def kind(self) -> Kind:
        upgrade = any(n.lower() == "upgrade" and v.lower() == "websocket" for n, v in self.headers)
        return "upgrade" if upgrade else "http"

    def to_server(self) -> bytes:
        """The same head, without compression of frames (they are counted) and without keep-alive."""
        dropped = {"sec-websocket-extensions"}
        added: list[tuple[str, str]] = []
        if self.kind == "http":
            dropped |= {"connection", "keep-alive"}
            added.append(("Connection", "close"))
        kept = [(n, v) for n, v in self.headers if n.lower() not in dropped]
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in kept + added]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def read_head(raw: bytes) -> Head:
    """Parses what precedes the empty line. Raises ValueError when it is not HTTP."""
    first, *rest = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = (line.split(":", 1) for line in rest)
    return Head(method, target, tuple((name, value.strip()) for name, value in headers))


@dataclass(eq=False)
class Connection:
    """One client connection and the fault that governs it."""

    head: Head
    fault: Fault
    gate: Gate
    client: asyncio.StreamWriter

    def change(self, fault: Fault) -> None:
        self.fault = fault
        self.gate.change(fault)
        if isinstance(fault, Drop):
            self.client.transport.abort()


class Proxy:
    """Listens on a free port of 127.0.0.1 from `start()` to `stop()`."""

    def __init__(self, server_port: int, *, seed: int = 1) -> None:
        self._server_port = server_port
        self._random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="chaos-proxy", daemon=True)
        self._listener: asyncio.Server | None = None
        self._open: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._rules: list[Rule] = []
        self._uses: Counter[int] = Counter()
        self.counters = Counters()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def rules(self) -> Sequence[Rule]:
        """The first that fits a new connection governs it; without one it passes."""
        return self._rules

    @rules.setter
    def rules(self, rules: Sequence[Rule]) -> None:
        self._rules, self._uses = list(rules), Counter()

    def inject(self, fault: Fault, *, kind: Kind = "upgrade", path: str = "*") -> int:
        """Changes the fault of connections that are open now; returns how many there were."""
        found: int = self._call(self._inject(Rule(fault, kind, path)))
        return found

    @property
    def open_upgrades(self) -> int:
        return sum(connection.head.kind == "upgrade" for connection in tuple(self._open))

    def start(self) -> Proxy:
        self._thread.start()
        self._call(self._listen())
        return self

    def stop(self) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Proxy:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # In the proxy's thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(
            self._accept, "127.0.0.1", 0, limit=_HEAD_LIMIT, backlog=512
        )
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        """A connection accepted in the very turn the listener closes would never be closed by asyncio, hence the
        pause before; one accepted just earlier has no task yet, hence twice.
        """
        assert self._listener is not None
        await asyncio.sleep(_PAUSE_S)
        self._listener.close()
        for _ in range(2):
            await asyncio.sleep(_PAUSE_S)
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(_PAUSE_S)

    async def _inject(self, rule: Rule) -> int:
        found = [c for c in self._open if rule.fits(c.head.kind, c.head.path)]
        for connection in found:
            connection.change(rule.fault)
            if isinstance(rule.fault, Drop):
                self._open.discard(connection)
        return len(found)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # a peer went away, or spoke something else: nothing to do for a proxy
        except asyncio.CancelledError:
            pass  # stop(); asyncio's own stream protocol would complain about a cancelled handler
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = read_head(await reader.readuntil(b"\r\n\r\n"))
        fault = self._fault_for(head)
        self._count(head, fault)
        gate = Gate(fault, frames=head.kind == "upgrade")
        connection = Connection(head, fault, gate, writer)
        self._open.add(connection)
        try:
            await self._govern(connection, reader)
        finally:
            self._open.discard(connection)

    def _fault_for(self, head: Head) -> Fault:
        for index, rule in enumerate(self._rules):
            if rule.fits(head.kind, head.path) and not 0 < rule.times <= self._uses[index]:
                self._uses[index] += 1
                return rule.fault
        return Pass()

    def _count(self, head: Head, fault: Fault) -> None:
        counters = self.counters
        counters.by_path[head.path] += 1
        counters.by_fault[type(fault).__name__.lower()] += 1
        if head.kind == "upgrade":
            counters.upgrades += 1
        else:
            counters.requests += 1

    async def _govern(self, connection: Connection, reader: asyncio.StreamReader) -> None:
        if isinstance(connection.fault, Drop):
            return
        if isinstance(connection.fault, Hang):
            await _drain(reader)
        elif isinstance(connection.fault, Answer):
            await _drain_body(connection.head, reader)
            await _answer(connection.client, connection.fault)
        else:
            await self._relay(connection, reader)

    async def _relay(self, connection: Connection, reader: asyncio.StreamReader) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._server_port)
        try:
            to_server.write(connection.head.to_server())
            up = asyncio.ensure_future(_copy(reader, to_server))
            try:
                await self._down(connection, from_server)
            finally:
                up.cancel()
                await asyncio.gather(up, return_exceptions=True)
            if isinstance(connection.fault, Swallow):
                await _drain(reader)
        finally:
            to_server.transport.abort()

    async def _down(self, connection: Connection, from_server: asyncio.StreamReader) -> None:
        writer = connection.client
        if connection.head.kind == "upgrade":
            writer.write(await from_server.readuntil(b"\r\n\r\n"))
        seen = 0
        while data := await from_server.read(_CHUNK):
            if isinstance(connection.fault, Delay):
                await asyncio.sleep(self._delay_s(connection.fault))
            writer.write(connection.gate.feed(data))
            if connection.head.kind == "upgrade":
                self.counters.messages_down += connection.gate.messages - seen
                seen = connection.gate.messages
            await writer.drain()
            if connection.gate.is_cut:
                break
        if not isinstance(connection.fault, Swallow):
            await _finish(writer)

    def _delay_s(self, delay: Delay) -> float:
        return max(0.0, delay.delay_s + self._random.uniform(-delay.jitter_s, delay.jitter_s))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """From the client to the server until either ends; a client that ends lets the server know."""
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


async def _drain(reader: asyncio.StreamReader) -> None:
    while await reader.read(_CHUNK):
        pass


async def _drain_body(head: Head, reader: asyncio.StreamReader) -> None:
    """Unread bytes at closing would reset the connection before the client has read the answer."""
    lengths = [int(value) for name, value in head.headers if name.lower() == "content-length"]
    if lengths:
        await reader.readexactly(lengths[0])


async def _answer(writer: asyncio.StreamWriter, answer: Answer) -> None:
    body = answer.body.encode()
    headers = {
        "Content-Type": answer.media_type,
        "Content-Length": str(len(body)),
        "Connection": "close",
        **answer.headers,
    }
    lines = [f"HTTP/1.1 {answer.status} Injected", *(f"{n}: {v}" for n, v in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
    await _finish(writer)


async def _finish(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
