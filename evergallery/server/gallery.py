"""The server's parts put together around one library."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.requests import HTTPConnection

from evergallery.commands import CommandContext
from evergallery.errors import NotAllowed
from evergallery.library import Change, Library
from evergallery.settings import Settings
from evergallery.wire.messages import TransportName

from .figures import Figures
from .guard import Guard, Identity
from .http import FileRoutes
from .hub import Hub
from .loop import HomeLoop, now_ms
from .metrics import Gauges, MetricsRoute
from .pack_route import PackRoute
from .poll import PollEndpoint
from .probe import ProbeRoutes
from .registry import Key, Registry
from .sockets import can_upgrade
from .static import StaticTree
from .threads import Threads
from .tickets import Grant, Tickets
from .tiles import Tiles
from .websocket import SocketEndpoint

# Commands are short reads of the index; files wait for the disk, and first thumbnails for a decoder.
COMMAND_THREADS = 4
REFRESH_THREADS = 1
FILE_THREADS = 8


class Gallery:
    """Sockets, polls and files of one library; `mount` puts it on an app.

    `static_dir` is the folder that holds `javascript/` and `css/`. The library is started and stopped by its
    owner, who also passes `library_changed` to it as `on_change`. `stop` may be called from any thread.
    """

    def __init__(
        self,
        library: Library,
        settings: Callable[[], Settings],
        guard: Guard,
        *,
        static_dir: Path,
        sockets: bool | None = None,
    ) -> None:
        self.guard = guard
        self.static = StaticTree(static_dir)
        self._library = library
        self._settings = settings
        self._sockets = can_upgrade() if sockets is None else sockets
        self._home = HomeLoop(self._loop_moved)
        self._commands = Threads(COMMAND_THREADS)
        self._refreshes = Threads(REFRESH_THREADS)
        self._files = Threads(FILE_THREADS)
        self.figures = Figures()
        self._tickets = Tickets()
        tiles = Tiles(
            library, self._files, self.figures, is_on=lambda: self._settings().thumbnail_packs
        )
        self._registry = Registry(
            self._new_context, self._commands, self._welcome, tiles=tiles, figures=self.figures
        )
        self._hub = Hub(self._home, library, self._registry, self._refreshes)
        self._polls = PollEndpoint(self._home, self._registry, self.figures)
        self.socket = SocketEndpoint(self._home, guard, self._registry, self._tickets, self.figures)
        self.files = FileRoutes(self._home, guard, library, self._files, self.figures)
        self.packs = PackRoute(self._home, guard, tiles, self.figures)
        self.metrics = MetricsRoute(self._home, guard, self.figures, self._gauges())
        self.probe = ProbeRoutes(self._home, guard)

    @property
    def static_url(self) -> str:
        """Of our JavaScript and style sheets, relative to the page's base; ends with "/"."""
        return self.static.url

    async def poll(
        self, text: str, user: str | None = None, connection: HTTPConnection | None = None
    ) -> str:
        """One poll. Never raises; what is wrong with it is a `bye`.

        `connection` is the request that brought it, which the guard then judges. Without one, `user`
        is whom the caller has let in.
        """
        if connection is None:
            return await self._polls.answer(text, Identity(user or ""))
        try:
            identity = self.guard.admit(connection)
        except NotAllowed as error:
            return self._polls.refuse(error)
        return await self._polls.answer(text, identity)

    def library_changed(self, change: Change) -> None:
        """From any thread: tell the sessions that show what changed."""
        self._hub.library_changed(change)

    def settings_changed(self) -> None:
        """From any thread: tell every session the settings as they are now."""
        self._hub.settings_changed(self._settings().for_client())

    def start(self) -> None:
        """Let people in; `mount` does it. What is slow the first time is done here and not in a request."""
        self._registry.is_open = True
        _ = self.static.hash

    def stop(self) -> None:
        """From any thread: end every socket, parked poll and request, and let nobody in until `start`.

        A server that is closing waits for parked polls, so a host stops the gallery before its server.
        """
        self._registry.is_open = False
        self._home.call(self._stop_on_loop)

    def _stop_on_loop(self) -> None:
        self._registry.stop()
        self._hub.stop()
        self.probe.stop()

    def _loop_moved(self) -> None:
        for threads in (self._commands, self._refreshes, self._files):
            threads.forget_loop()
        self._registry.forget_loop()
        self._hub.forget_loop()
        self.probe.forget_loop()

    def _new_context(self) -> CommandContext:
        return CommandContext(
            self._library, self._hub.view_opened, lambda: self.figures.worst_lag_ms
        )

    def _gauges(self) -> Gauges:
        return Gauges(
            sessions=lambda: len(self._registry),
            sockets=lambda: self.socket.open,
            polls_parked=lambda: self._polls.parked,
        )

    def _welcome(self, key: Key, transport: TransportName) -> dict[str, Any]:
        user, session_id = key
        has_ticket = self._sockets and transport == "http"
        return {
            "sockets": self._sockets,
            "ticket": self._tickets.issue(Grant(user, session_id), now_ms()) if has_ticket else "",
            "library": self._library.library_id,
            "user_tag": _tag(self._library.secret, user),
            "settings": self._settings().for_client(),
        }


def _tag(secret: bytes, user: str) -> str:
    """Tells one login from another at this server, and nothing about either, not even to one who tries names."""
    return hashlib.blake2b(user.encode(errors="replace"), key=secret, digest_size=8).hexdigest()
