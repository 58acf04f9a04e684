"""One session at work: its attachments woken, its requests run, its one timer kept.

After any input the same five steps: feed, dispatch, write, close, re-arm. The last four are `_after_input`; writing and
closing are done by the attachments, which it wakes. Everything here runs on the loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio

from evergallery.commands import COMMANDS, CommandContext, run
from evergallery.errors import EvergalleryError, InternalError
from evergallery.log import get_logger
from evergallery.wire.messages import TransportName
from evergallery.wire.server_session import (
    Cancelled,
    PackAsked,
    PackDropped,
    Requested,
    Restarted,
    ServerSession,
    SessionEvent,
)

from .attachment import Attachment
from .carrier import Carrier
from .figures import Figures
from .loop import now_ms
from .packs import PackDesk
from .threads import Threads
from .tiles import Tiles

_log = get_logger("server")


class SessionRunner:
    """Owns one ServerSession, and the work its client asked for. `stop` ends both."""

    def __init__(
        self,
        session: ServerSession,
        new_context: Callable[[], CommandContext],
        threads: Threads,
        user: str = "",
        *,
        tiles: Tiles | None = None,
        figures: Figures | None = None,
    ) -> None:
        """`user`: whose session it is, and whose actions. Without `tiles` there are no packs."""
        self.session = session
        self.context = new_context()
        """Of the current epoch: its open views are those the client knows of."""
        self.unheard = 0
        """Events sent since the client last said anything."""
        self._new_context = new_context
        self._threads = threads
        self._user = user
        self._tiles = tiles
        self._figures = figures or Figures()
        self._carrier = Carrier(session.session_id, self._figures, now_ms())
        self._attachments: dict[int, Attachment] = {}
        self._jobs: dict[int, anyio.CancelScope] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at_ms = 0.0
        self.is_stopped = False

    @property
    def is_attached(self) -> bool:
        return bool(self._attachments)

    @contextmanager
    def attached(self, transport: TransportName, epoch: str = "") -> Iterator[Attachment]:
        """An attachment for as long as the block lasts, however it ends; `epoch` as its hello says."""
        number = self.session.attached(transport, now_ms())
        attachment = Attachment(number, transport, self.session, self.receive, self._carrier)
        if transport == "websocket" and self._tiles is not None:
            attachment.packs = PackDesk(self._tiles, attachment.wake)
        attachment.is_ended = self.is_stopped
        self._attachments[number] = attachment
        self._carrier.joined(transport, now_ms(), is_resumed=epoch == self.session.epoch)
        try:
            yield attachment
        finally:
            self._detach(number)

    def _detach(self, number: int) -> None:
        attachment = self._attachments.pop(number)
        if attachment.packs is not None:
            attachment.packs.stop()
        self._carrier.left(attachment.transport, attachment.end_code)
        self.session.detached(number, now_ms())
        self._after_input()

    def receive(self, attachment: int, text: str) -> None:
        """One message of the client."""
        self.unheard = 0
        self._watched("other_epoch", self.session.receive_text, attachment, text, now_ms())
        self._after_input()

    def send_event(self, name: str, data: Any) -> None:
        if not self.is_stopped:
            self.unheard += 1
            self._watched("overrun", self.session.send_event, name, data)
            self._after_input()

    def stop(self) -> None:
        """Ends attachments and work. What still runs in a thread ends unheard."""
        self.is_stopped = True
        self._carrier.over(now_ms())
        self._drop_all()
        self._disarm()
        for attachment in self._attachments.values():
            attachment.is_ended = True
            attachment.wake()

    def _after_input(self) -> None:
        if self.is_stopped:
            return
        for event in self.session.events_received():
            self._dispatch(event)
        for attachment in self._attachments.values():
            attachment.wake()
        self._rearm()

    def _watched(self, why: str, step: Callable[..., None], *args: Any) -> None:
        """One step of the session; a new epoch after it is counted as a reset for this reason."""
        epoch = self.session.epoch
        step(*args)
        if self.session.epoch != epoch:
            self._figures.resets[why] += 1

    # Requests

    def _dispatch(self, event: SessionEvent) -> None:
        if isinstance(event, Requested):
            self._start(event)
        elif isinstance(event, Cancelled):
            self._drop(event.id)
        elif isinstance(event, Restarted):
            self._drop_all()
            self.context = self._new_context()
        else:
            self._dispatch_pack(event)

    def _dispatch_pack(self, event: PackAsked | PackDropped) -> None:
        attachment = self._attachments.get(event.attachment)
        if attachment is None or attachment.packs is None:  # gone in the meantime
            return
        if isinstance(event, PackAsked):
            attachment.packs.ask(event.token, event.items)
        else:
            attachment.packs.drop(event.token)

    def _start(self, request: Requested) -> None:
        scope = self._jobs[request.id] = anyio.CancelScope()
        task = asyncio.create_task(self._work(request, self.context, scope))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(
        self, request: Requested, context: CommandContext, scope: anyio.CancelScope
    ) -> None:
        with scope:
            answer = await self._answer(request, context)
        if scope.cancel_called:  # the request is over, and its number may belong to another by now
            return
        del self._jobs[request.id]
        self._send(request.id, answer)
        self._after_input()

    async def _answer(self, request: Requested, context: CommandContext) -> Any:
        """The result, or the error: one of the boundaries that catch everything."""
        begun_s = time.perf_counter()
        try:
            return await self._threads.run(
                run, context, request.command, request.params, request.key, self._user
            )
        except EvergalleryError as error:
            return error
        except Exception:
            _log.exception("A request could not be run.")
            return InternalError()
        finally:
            command = request.command if request.command in COMMANDS else "unknown"
            self._figures.requests[command].observe(time.perf_counter() - begun_s)

    def _send(self, request_id: int, answer: Any) -> None:
        if isinstance(answer, EvergalleryError):
            self._watched(
                "overrun", self.session.send_error, request_id, answer.code, answer.message
            )
            return
        try:
            self._watched("overrun", self.session.send_result, request_id, answer)
        except (TypeError, ValueError):
            _log.exception("A result could not be written.")
            error = InternalError()
            self.session.send_error(request_id, error.code, error.message)

    def _drop(self, request_id: int) -> None:
        scope = self._jobs.pop(request_id, None)
        if scope is not None:
            scope.cancel()

    def _drop_all(self) -> None:
        for request_id in list(self._jobs):
            self._drop(request_id)

    # The one timer

    def _rearm(self) -> None:
        """A timer that is early finds nothing to do and is armed anew: cheaper than moving it at each message."""
        deadline = self.session.next_deadline()
        if deadline is None:
            self._disarm()
        elif self._timer is None or deadline < self._timer_at_ms:
            self._disarm()
            delay_s = max(0.0, deadline - now_ms()) / 1000
            self._timer = asyncio.get_running_loop().call_later(delay_s, self._on_timer)
            self._timer_at_ms = deadline

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_timer(self) -> None:
        self._timer = None
        self.session.handle_timer(now_ms())
        self._after_input()
