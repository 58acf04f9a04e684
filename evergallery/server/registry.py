"""All sessions: found by who asks and the session's id, bounded, forgotten when nobody came back."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from evergallery.commands import CommandContext
from evergallery.errors import ServerFull
from evergallery.wire.messages import TransportName
from evergallery.wire.server_session import ServerSession, SessionLimits

from .figures import Figures
from .lag import LagSampler
from .loop import now_ms
from .runner import SessionRunner
from .threads import Threads
from .tiles import Tiles

MAX_SESSIONS = 256
SWEEP_S = 60.0
STOPPING = "The server is about to restart."
# A page that sleeps through a scan would get some events every second: after some minutes opening its views anew is
# less work for both sides than hearing it all.
MAX_UNHEARD = 512

Key = tuple[str, str]
"""User and session id."""

Welcome = Callable[[Key, TransportName], dict[str, Any]]
"""The fields of a welcome that are not the session's own."""


class Registry:
    """(user, session id) → SessionRunner. On the loop only.

    The user is part of the key, so a session id that leaked is of no use to another user.
    """

    def __init__(
        self,
        new_context: Callable[[], CommandContext],
        threads: Threads,
        welcome: Welcome,
        *,
        tiles: Tiles | None = None,
        figures: Figures | None = None,
        limits: SessionLimits | None = None,
        max_sessions: int = MAX_SESSIONS,
    ) -> None:
        self._new_context = new_context
        self._threads = threads
        self._welcome = welcome
        self._tiles = tiles
        self._figures = figures or Figures()
        self._lag = LagSampler(self._figures.loop_was_late)
        self._limits = limits or SessionLimits()
        self._max_sessions = max_sessions
        self._runners: dict[Key, SessionRunner] = {}  # the longest unused first
        self._server_epoch = secrets.token_urlsafe(8)
        self._epochs = 0
        self._sweep_timer: asyncio.TimerHandle | None = None
        self.is_open = True
        """False while the server is about to go away: who comes back at once would hold it up."""

    def __len__(self) -> int:
        return len(self._runners)

    def __iter__(self) -> Iterator[SessionRunner]:
        return iter(list(self._runners.values()))

    def runner(self, user: str, session_id: str, epoch: str = "") -> SessionRunner:
        """The session, made where there is none; `epoch` as the hello says. Raises ServerFull, also while stopping."""
        if not self.is_open:
            raise ServerFull(STOPPING)
        self.sweep()
        key = (user, session_id)
        runner = self._runners.pop(key, None)
        if runner is None:
            runner = self._make(key)
            self._count_reset(epoch)
        self._runners[key] = runner
        self._keep_sweeping()
        return runner

    def sweep(self) -> None:
        """Forget the sessions nobody came back to, or too much was said to meanwhile."""
        now = now_ms()
        for key, runner in list(self._runners.items()):
            is_behind = not runner.is_attached and runner.unheard > MAX_UNHEARD
            if is_behind or runner.session.is_expired(now):
                self._forget(key)

    def stop(self) -> None:
        """Ends every session; the next hello begins a new one."""
        for key in list(self._runners):
            self._forget(key)
        if self._sweep_timer is not None:
            self._sweep_timer.cancel()
            self._sweep_timer = None
        self._lag.stop()

    def forget_loop(self) -> None:
        """The loop the sessions lived on is gone, and their timers and tasks with it."""
        self._runners.clear()
        self._sweep_timer = None
        self._lag.stop()

    def _make(self, key: Key) -> SessionRunner:
        user, session_id = key
        self._make_room()
        self._epochs += 1
        session = ServerSession(
            session_id=session_id,
            epoch=f"{self._server_epoch}.{self._epochs}",
            limits=self._limits,
            welcome=partial(self._welcome, key),
            now_ms=now_ms(),
        )
        return SessionRunner(
            session,
            self._new_context,
            self._threads,
            user,
            tiles=self._tiles,
            figures=self._figures,
        )

    def _count_reset(self, epoch: str) -> None:
        """Whoever comes with the epoch of another session has to open everything anew."""
        if epoch:
            is_ours = epoch.startswith(f"{self._server_epoch}.")
            self._figures.resets["forgotten" if is_ours else "server_restarted"] += 1

    def _make_room(self) -> None:
        """A session nobody is attached to may go before its time: its client begins a new epoch."""
        if len(self._runners) < self._max_sessions:
            return
        for key, runner in self._runners.items():
            if not runner.is_attached:
                self._forget(key)
                return
        raise ServerFull

    def _forget(self, key: Key) -> None:
        self._runners.pop(key).stop()

    def _keep_sweeping(self) -> None:
        """Timers while there is any session: nothing runs in a host whose gallery nobody opened."""
        if not self._runners:
            self._lag.stop()
        elif self._sweep_timer is None:
            self._lag.start()
            loop = asyncio.get_running_loop()
            self._sweep_timer = loop.call_later(SWEEP_S, self._on_timer)

    def _on_timer(self) -> None:
        self._sweep_timer = None
        self.sweep()
        self._keep_sweeping()
