"""A fault-injecting proxy between a browser and our server, scripted while it runs.

    with Proxy(server_port) as proxy:
        proxy.rules = [Rule(Answer(403), kind="upgrade")]
        browse(proxy.url)
        proxy.rules = []                      # new connections pass again
        proxy.inject(HalfOpen())              # open sockets die silently now
        proxy.counters.upgrades

It runs in a thread with its own event loop, so synchronous tests can use it. Clients keep their connection from
request to request; to the server every request is a connection of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from tests.chaos.counters import Counters
from tests.chaos.exchange import Exchange
from tests.chaos.faults import (
    Answer,
    Delay,
    Drop,
    Fault,
    Hang,
    Kind,
    Pass,
    Replay,
    Rule,
    StripCredentials,
    StripUpgrade,
)
from tests.chaos.heads import HEAD_END, AnswerHead, Head, read_answer_head, read_head
from tests.chaos.line import PACKET_BYTES, Line

_HEAD_LIMIT = 64 * 1024
_CHUNK = 64 * 1024
_WAITING_PIECES = 256
_PAUSE_S = 0.03
_TAIL_BYTES = 5  # of the chunk that ends an answer: "0\r\n\r\n"

_ELSEWHERE = Answer(404, "Nothing is here")

Pieces = asyncio.Queue[tuple[float, bytes]]


class Proxy:
    """Listens on a free port of 127.0.0.1 from `start()` to `stop()`.

    `prefix`: the server's "/" is "/a/b/" here, and everything outside is 404.
    """

    def __init__(self, server_port: int, *, prefix: str = "", seed: int = 1) -> None:
        self.server_port = server_port
        """May change while it runs: a server that comes back elsewhere."""
        self.keeps_alive = True
        """Whether clients may ask again on the same connection."""
        self._prefix = prefix
        self._line = Line(random.Random(seed))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="chaos-proxy", daemon=True)
        self._listener: asyncio.Server | None = None
        self._open: set[Exchange] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._rules: list[Rule] = []
        self._fitting: Counter[int] = Counter()
        self._replays: dict[str, bytes] = {}
        self.counters = Counters()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self._prefix}/"

    @property
    def rules(self) -> Sequence[Rule]:
        """The first that fits a new request governs it; without one it passes."""
        return self._rules

    @rules.setter
    def rules(self, rules: Sequence[Rule]) -> None:
        self._rules, self._fitting, self._replays = list(rules), Counter(), {}

    def inject(self, fault: Fault, *, kind: Kind = "upgrade", path: str = "*") -> int:
        """Changes the fault of what is open now; returns how many sockets and requests that were."""
        found: int = self._call(self._inject(Rule(fault, kind, path)))
        return found

    @property
    def open_upgrades(self) -> int:
        return sum(exchange.head.kind == "upgrade" for exchange in tuple(self._open))

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
        found = [each for each in self._open if rule.fits(each.head.kind, each.head.path)]
        for exchange in found:
            exchange.change(rule.fault)
            if isinstance(rule.fault, Drop):
                self._open.discard(exchange)
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
        """Requests one after the other, until one of them is a socket or ends the connection."""
        self.counters.connections += 1
        raw, is_new = await reader.readuntil(HEAD_END), True
        while raw:
            head, fault = self._meet(read_head(raw))
            if is_new and isinstance(fault, Delay):
                await asyncio.sleep(fault.delay_s)  # TCP's own handshake
            with self._exchange(head, fault, writer) as exchange:
                raw, is_new = await self._govern(exchange, reader), False

    @contextlib.contextmanager
    def _exchange(
        self, head: Head, fault: Fault, writer: asyncio.StreamWriter
    ) -> Iterator[Exchange]:
        self.counters.note_request(head, fault)
        exchange = Exchange(head, fault, writer)
        self._open.add(exchange)
        try:
            yield exchange
        finally:
            self._over(exchange)

    def _over(self, exchange: Exchange) -> None:
        """Once: its answer is complete, or it ended otherwise. The connection may go on."""
        if exchange.is_over:
            return
        exchange.is_over = True
        exchange.disarm()
        self._open.discard(exchange)
        self.counters.cuts += exchange.gate.is_cut
        if exchange.head.kind == "http":
            self.counters.note_end(exchange.head)
        else:
            self.counters.message_ends = exchange.gate.message_ends

    def _meet(self, head: Head) -> tuple[Head, Fault]:
        """The head as the server is to see it, and what happens to the request."""
        if not head.target.startswith(f"{self._prefix}/"):
            self.counters.outside[head.path] += 1
            return head, _ELSEWHERE
        head = replace(head, target=head.target[len(self._prefix) :])
        fault = self._fault_for(head)
        return (head.without_credentials() if fault == StripCredentials() else head), fault

    def _fault_for(self, head: Head) -> Fault:
        for index, rule in enumerate(self._rules):
            if rule.fits(head.kind, head.path):
                self._fitting[index] += 1
                if rule.governs(self._fitting[index]):
                    return rule.fault
        return Pass()

    async def _govern(self, exchange: Exchange, reader: asyncio.StreamReader) -> bytes:
        """The head of the connection's next request, or nothing when it is over."""
        fault = exchange.fault
        if isinstance(fault, Drop):
            return b""
        if isinstance(fault, Hang):
            await _drain(reader)
            return b""
        if exchange.head.kind == "upgrade" and not isinstance(fault, (Answer, StripUpgrade)):
            await self._relay_socket(exchange, reader)
            return b""
        body = await reader.readexactly(exchange.head.body_bytes)
        if isinstance(fault, Answer):
            await _write_answer(exchange.client, fault)
            return b""
        old = self._replays.get(exchange.head.path)
        if isinstance(fault, Replay) and old is not None:
            exchange.client.write(old)
            self._over(exchange)
            return await reader.readuntil(HEAD_END)
        return await self._relay_request(exchange, body, reader)

    # A request

    async def _relay_request(
        self, exchange: Exchange, body: bytes, reader: asyncio.StreamReader
    ) -> bytes:
        """Waiting for the client's next request is how its end is noticed while the server thinks."""
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.server_port)
        to_server.write(exchange.head.to_server(upgrade=False) + body)
        next_head = asyncio.ensure_future(reader.readuntil(HEAD_END))
        answering = asyncio.ensure_future(self._answer(exchange, from_server))
        try:
            await asyncio.wait({next_head, answering}, return_when=asyncio.FIRST_COMPLETED)
            if next_head.done():
                next_head.result()
            is_whole = await answering
            if exchange.tells_nothing:
                return await next_head
            self._over(exchange)
            return await next_head if is_whole else b""
        finally:
            await _end(next_head, answering)
            to_server.transport.abort()

    async def _answer(self, exchange: Exchange, from_server: asyncio.StreamReader) -> bool:
        """Whether the answer came to its end, so that the connection may go on."""
        raw = await from_server.readuntil(HEAD_END)
        head = read_answer_head(raw, exchange.head.method)
        to_client = head.to_client(self.keeps_alive)
        passed = await self._pump(exchange, from_server, to_client)
        body = passed[len(to_client) :]
        if exchange.gate.is_cut or not head.is_whole(len(body), body[-_TAIL_BYTES:]):
            await _finish(exchange)
            return False
        self._note_answer(exchange, head, passed, len(body))
        if not self.keeps_alive:
            await _finish(exchange)
        return self.keeps_alive

    def _note_answer(
        self, exchange: Exchange, head: AnswerHead, passed: bytes, body_bytes: int
    ) -> None:
        path = exchange.head.path
        self.counters.bodies.append((path, body_bytes))
        if isinstance(exchange.fault, Replay) and head.status == 200:
            self._replays[path] = passed

    # A socket

    async def _relay_socket(self, exchange: Exchange, reader: asyncio.StreamReader) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.server_port)
        to_server.write(exchange.head.to_server(upgrade=True))
        up = asyncio.ensure_future(_copy_up(exchange, reader, to_server))
        try:
            handshake = await from_server.readuntil(HEAD_END)
            await self._pump(exchange, from_server, handshake)
        finally:
            await _end(up)
            to_server.transport.abort()
        if exchange.tells_nothing:
            await _drain(reader)
        else:
            await _finish(exchange)

    # Both

    async def _pump(self, exchange: Exchange, source: asyncio.StreamReader, head: bytes) -> bytes:
        """From the server to the client, late where the line is slow; what passed, for requests."""
        pieces: Pieces = asyncio.Queue(_WAITING_PIECES)
        pouring = asyncio.ensure_future(_pour(pieces, exchange.client))
        try:
            passed = await self._fill(exchange, source, pieces, head)
            await pieces.put((0.0, b""))
            await pouring
        finally:
            await _end(pouring)
        return passed

    async def _fill(
        self, exchange: Exchange, source: asyncio.StreamReader, pieces: Pieces, head: bytes
    ) -> bytes:
        is_request = exchange.head.kind == "http"
        passed = b"" if exchange.is_deaf else head
        await self._put(exchange, pieces, passed)
        while not exchange.gate.is_cut and (data := await source.read(_piece_bytes(exchange))):
            exchange.heard()
            before = len(exchange.gate.message_ends)
            passing = exchange.gate.feed(data)
            self.counters.note_socket(exchange.gate, len(exchange.gate.message_ends) - before)
            self.counters.bytes_by_path[exchange.head.path] += len(passing)
            await self._put(exchange, pieces, passing)
            passed += passing if is_request else b""
        rest = exchange.gate.rest()
        await self._put(exchange, pieces, rest)
        return passed + rest

    async def _put(self, exchange: Exchange, pieces: Pieces, data: bytes) -> None:
        if not data:
            return
        at_s = now_s = self._loop.time()
        if isinstance(exchange.fault, Delay):
            at_s = self._line.arrival_s(exchange.fault, len(data), now_s)
        await pieces.put((at_s, data))


def _piece_bytes(exchange: Exchange) -> int:
    """Connections that share a slow line take turns packet by packet."""
    fault = exchange.fault
    is_slow = isinstance(fault, Delay) and fault.bytes_per_s > 0
    return 2 * PACKET_BYTES if is_slow else _CHUNK


async def _pour(pieces: Pieces, client: asyncio.StreamWriter) -> None:
    """Each piece at its time, or as soon as the client takes it, until an empty one."""
    loop = asyncio.get_running_loop()
    while True:
        at_s, data = await pieces.get()
        if not data:
            return
        await asyncio.sleep(at_s - loop.time())
        client.write(data)
        await client.drain()


async def _copy_up(
    exchange: Exchange, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter
) -> None:
    """From the client to the server until either ends; a client that ends lets the server know."""
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            if not exchange.is_deaf:
                exchange.heard()
                to_server.write(data)
                await to_server.drain()
    if not exchange.is_deaf:
        to_server.transport.abort()


async def _drain(reader: asyncio.StreamReader) -> None:
    while await reader.read(_CHUNK):
        pass


async def _end(*futures: asyncio.Future[Any]) -> None:
    for future in futures:
        future.cancel()
    await asyncio.gather(*futures, return_exceptions=True)


async def _write_answer(writer: asyncio.StreamWriter, answer: Answer) -> None:
    body = answer.body.encode()
    headers = {
        "Content-Type": answer.media_type,
        "Content-Length": str(len(body)),
        "Connection": "close",
        **answer.headers,
    }
    lines = [f"HTTP/1.1 {answer.status} Injected", *(f"{n}: {v}" for n, v in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def _finish(exchange: Exchange) -> None:
    """What was written is still delivered."""
    exchange.client.close()
    with contextlib.suppress(OSError):
        await exchange.client.wait_closed()
