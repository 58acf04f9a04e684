"""A client of the gallery without a browser: the Python ClientSession with real sockets and real polls.

    async with WireClient(proxy.url) as client:
        page = await client.ask("open_view", {"limit": 60})

The same five steps after any input as javascript/evergallery/io/driver.mjs, and as blind as a browser: of a socket that
was refused it knows nothing but that.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import websockets
from websockets.asyncio.client import ClientConnection, connect

from evergallery.wire.client_attachments import Wanted
from evergallery.wire.client_events import ErrorReceived, EventReceived, Reset, ResultReceived
from evergallery.wire.client_session import ClientSession
from evergallery.wire.client_settings import ClientSettings
from evergallery.wire.ladder import Failure
from evergallery.wire.messages import decode_batch, encode_batch

_Result = TypeVar("_Result")

ENDPOINT = "gradio_api/run/evergallery_poll"
MAX_FRAME_BYTES = 64 * 1024 + 14  # the longest head of a frame is 14 bytes

_REASON_OF_CODE = {1008: "auth", 1013: "busy", 4401: "auth", 4403: "origin"}
_REASON_OF_STATUS = {401: "auth", 429: "busy"}


class Refused(Exception):
    """The server answered a request with an error of its own."""


class WireClient:
    """Lives from `__aenter__` to `__aexit__`; everything in one event loop."""

    def __init__(
        self,
        url: str,
        *,
        settings: ClientSettings | None = None,
        endpoint: str = ENDPOINT,
        headers: Mapping[str, str] | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._url = url
        self._endpoint = endpoint
        self._headers = dict(headers or {})
        self._session = ClientSession(
            session_id=secrets.token_urlsafe(18),
            settings=settings or ClientSettings(),
            random=chance,
        )
        self.events: list[EventReceived] = []
        self.resets = 0
        self.asked = 0
        self.answers: Counter[int] = Counter()
        self.complaints: list[str] = []
        """What must never happen: an answer to nobody, an answer twice."""
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._sockets: dict[int, asyncio.Queue[str]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._polls = 0

    async def __aenter__(self) -> WireClient:
        self._loop = asyncio.get_running_loop()
        self._http = httpx.AsyncClient(base_url=self._url, timeout=None, headers=self._headers)
        self._session.connect(now_ms())
        self._steps()
        return self

    async def __aexit__(self, *_: object) -> None:
        """No task, socket or timer is left."""
        self._session.close(now_ms())
        if self._timer is not None:
            self._timer.cancel()
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for future in self._asked.values():
            future.cancel()
        await self._http.aclose()

    async def act(self, command: str, params: dict[str, Any], *, timeout_s: float = 30) -> Any:
        """As `ask`, for something that is to be done exactly once."""
        return await self.ask(command, params, timeout_s=timeout_s, key=secrets.token_urlsafe(18))

    async def ask(
        self, command: str, params: dict[str, Any], *, timeout_s: float = 30, key: str = ""
    ) -> Any:
        """The result's body. Raises Refused, or TimeoutError with the link's status."""
        self.asked += 1
        number = self._session.request(command, params, now_ms(), key=key)
        future = self._asked[number] = self._loop.create_future()
        self._steps()
        try:
            return await asyncio.wait_for(future, timeout_s)
        except asyncio.TimeoutError:
            raise TimeoutError(f"{command} was not answered: {self._circumstances()}") from None

    def _circumstances(self) -> dict[str, Any]:
        """What the link does at this moment, for whoever has to find out why."""
        brief = {name: value for name, value in self.status.items() if name != "rtt"}
        wanted = [str(each) for each in self._session.transports_wanted()]
        deadline = self._session.next_deadline(now_ms())
        tasks = {number: str(task) for number, task in self._tasks.items()}
        return {**brief, "now_ms": now_ms(), "wanted": wanted, "deadline": deadline, "tasks": tasks}

    def set_settings(self, settings: ClientSettings) -> None:
        """As the toggle of the chip does it."""
        self._feed(self._session.set_settings, settings)

    @property
    def status(self) -> dict[str, Any]:
        return self._session.status()

    async def wait_for(self, *, timeout_s: float = 10, **status: Any) -> None:
        """Until the link's status has these values."""
        end = time.monotonic() + timeout_s
        while any(self.status[name] != value for name, value in status.items()):
            assert time.monotonic() < end, f"waited for {status}: {self.status}"
            await asyncio.sleep(0.01)

    # The five steps

    def _feed(self, method: Callable[..., None], *given: Any) -> None:
        method(*given, now_ms())
        self._steps()

    def _steps(self) -> None:
        self._write()
        self._dispatch()
        self._arm()
        self._match_transports()

    def _write(self) -> None:
        for number, texts in self._sockets.items():
            while said := self._session.data_to_send(number, now_ms()):
                for text in said:
                    texts.put_nowait(text)

    def _dispatch(self) -> None:
        for event in self._session.events_received():
            if isinstance(event, (ResultReceived, ErrorReceived)):
                self._on_answer(event)
            elif isinstance(event, EventReceived):
                self.events.append(event)
            elif isinstance(event, Reset):
                self.resets += 1

    def _on_answer(self, event: ResultReceived | ErrorReceived) -> None:
        self.answers[event.id] += 1
        future = self._asked.pop(event.id, None)
        if future is None:
            self.complaints.append(f"an answer to nobody: {event}")
        elif future.done():  # the caller's patience had ended
            return
        elif isinstance(event, ResultReceived):
            future.set_result(event.body)
        else:
            future.set_exception(Refused(f"{event.code}: {event.message}"))

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        deadline = self._session.next_deadline(now_ms())
        delay_s = None if deadline is None else max(0.0, deadline - now_ms()) / 1000
        self._timer = None if delay_s is None else self._loop.call_later(delay_s, self._on_timer)

    def _on_timer(self) -> None:
        self._feed(self._session.handle_timer)

    def _match_transports(self) -> None:
        wanted = {each.attachment: each for each in self._session.transports_wanted()}
        for number in [number for number in self._tasks if number not in wanted]:
            self._sockets.pop(number, None)
            self._tasks.pop(number).cancel()
        for number, each in wanted.items():
            if number not in self._tasks:
                self._tasks[number] = self._loop.create_task(self._run(each))

    async def _run(self, wanted: Wanted) -> None:
        """One transport's life; what ends it is told to the session, unless the session wanted the end."""
        life = self._socket(wanted) if wanted.kind == "websocket" else self._poll(wanted)
        try:
            opened, failure = await life
        except Exception as error:
            # Silent, it would look like a transport that hangs.
            self.complaints.append(f"a transport of ours broke: {error!r}")
            opened, failure = True, Failure("network")
        self._sockets.pop(wanted.attachment, None)
        self._tasks.pop(wanted.attachment, None)
        ended = self._session.transport_closed if opened else self._session.transport_failed
        self._feed(ended, wanted.attachment, failure)

    # A socket

    async def _socket(self, wanted: Wanted) -> tuple[bool, Failure]:
        try:
            connection = await connect(
                self._socket_url(wanted),
                additional_headers=self._headers,
                compression=None,
                open_timeout=None,
                ping_interval=None,
                close_timeout=0.2,
                max_size=MAX_FRAME_BYTES,
            )
        except (OSError, websockets.WebSocketException, EOFError):
            return False, Failure("refused")
        try:
            return True, await self._converse(connection, wanted.attachment)
        finally:
            connection.transport.abort()

    def _socket_url(self, wanted: Wanted) -> str:
        ticket = f"?ticket={quote(wanted.ticket)}" if wanted.ticket else ""
        return self._url.replace("http", "ws", 1) + "evergallery/v1/socket" + ticket

    async def _converse(self, connection: ClientConnection, number: int) -> Failure:
        self._sockets[number] = asyncio.Queue()
        saying = self._loop.create_task(_say(connection, self._sockets[number]))
        try:
            self._feed(self._session.transport_opened, number)
            async for data in connection:
                self._hear(number, data)
        except websockets.ConnectionClosed:
            pass
        finally:
            saying.cancel()
            await asyncio.gather(saying, return_exceptions=True)
        code = connection.close_code or 1006
        return Failure(_REASON_OF_CODE.get(code, "closed"), code)

    def _hear(self, number: int, data: str | bytes) -> None:
        if isinstance(data, str):
            self._feed(self._session.receive_text, number, data)
        else:
            self._feed(self._session.receive_bytes, number, data)

    # A poll

    async def _poll(self, wanted: Wanted) -> tuple[bool, Failure]:
        number = wanted.attachment
        self._session.transport_opened(number, now_ms())
        batch = encode_batch(self._session.data_to_send(number, now_ms()))
        self._polls += 1
        try:
            answer = await self._http.post(
                f"{self._endpoint}?n={self._polls}",
                json={"data": [batch], "session_hash": "evergallery"},
            )
        except httpx.HTTPError:
            return True, Failure("network")
        failure = _failure_of(answer)
        if failure is None:
            failure = Failure("done")
            for text in _texts_of(answer):
                self._feed(self._session.receive_text, number, text)
        return True, failure


def run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """To its end, in a thread: in the thread of a test Playwright may have a loop running already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _say(connection: ClientConnection, texts: asyncio.Queue[str]) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await connection.send(await texts.get())


def _texts_of(answer: httpx.Response) -> list[str]:
    return decode_batch(answer.json()["data"][0])


def _failure_of(answer: httpx.Response) -> Failure | None:
    """As gradio_call.mjs judges an answer."""
    status = answer.status_code
    if status >= 400:
        reason = _REASON_OF_STATUS.get(status, "server" if status >= 500 else "refused")
        waits_ms = 1000 * float(answer.headers.get("Retry-After", 0))
        return Failure(reason, status, waits_ms)
    if "json" not in answer.headers.get("Content-Type", ""):
        return Failure("html", status)
    return None


def now_ms() -> float:
    return time.monotonic() * 1000
