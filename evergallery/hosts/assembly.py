"""Library and server put together for one host: what every host shows, starts, mounts and stops."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from .base import Host
from .callback import report
from .extension_root import extension_root
from .gradio_login import user_of

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from evergallery.library import Change, Library
    from evergallery.library.answers import Root
    from evergallery.server.gallery import Gallery
    from evergallery.server.guard import Identity


class Assembly:
    """Made when the host loads us, when nothing may cost time; the parts are made when first needed.

    `start` and `stop` once each, from any thread; twice does nothing, and a stopped one is not started again.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._lock = Lock()
        self._started = False
        self._stopped = False
        self._roots: list[Root] = []

    # --- for the page

    @property
    def host_name(self) -> str:
        return self._host.capabilities.name

    @property
    def title(self) -> str:
        return self._host.capabilities.title

    @property
    def static_url(self) -> str:
        return self._gallery.static_url

    def settings_for_client(self) -> dict[str, Any]:
        return self._host.settings().for_client()

    async def poll(self, text: str, user: str | None, connection: HTTPConnection | None) -> str:
        """One poll; `connection` is the request that brought it, which the guard judges by itself."""
        return await self._gallery.poll(text, user, connection)

    # --- life

    def start(self) -> None:
        """Scanning happens behind. Raises LibraryFailed; then every command answers with it, too."""
        with self._lock:
            if self._started or self._stopped:
                return
            self._roots = self._host.roots()
            self._library.start(self._roots)
            self._started = True

    def stop(self) -> None:
        """Ends sockets and parked polls at once, then the library's threads."""
        with self._lock:
            if self._stopped:
                return
            self._stopped = True
        if "_gallery" in self.__dict__:  # else nothing was ever needed
            self._gallery.stop()
            self._library.stop()

    def mount(self, app: Any, prefixes: Sequence[str]) -> None:
        """Our routes on `app`; again on the same app does no harm."""
        from evergallery.server.mount import mount

        mount(app, self._gallery, prefixes)

    # --- news from the host

    def saved(self, path: Path) -> None:
        """A picture may be saved into a folder that was configured without anybody telling us."""
        if self._is_running:
            self.refresh_roots()
            self._library.saved(path)

    def settings_changed(self) -> None:
        if self._is_running:
            self._gallery.settings_changed()

    def refresh_roots(self) -> None:
        with self._lock:
            roots = self._host.roots()
            if self._is_running and roots != self._roots:
                self._roots = roots
                self._library.set_roots(roots)

    @property
    def _is_running(self) -> bool:
        return self._started and not self._stopped

    # --- parts

    @cached_property
    def _library(self) -> Library:
        from evergallery.library import Library

        size_px = self._host.settings().thumbnail_px
        return Library(
            self._host.data_dir(), thumbnail_px=size_px, on_change=self._on_library_change
        )

    @cached_property
    def _gallery(self) -> Gallery:
        from evergallery.server.gallery import Gallery
        from evergallery.server.guard import Guard

        return Gallery(
            self._library,
            self._host.settings,
            Guard(identify),
            static_dir=extension_root(),
        )

    def _on_library_change(self, change: Change) -> None:
        self._gallery.library_changed(change)


def identify(connection: HTTPConnection) -> Identity | None:
    """The host's login, asked of the app that serves this connection; see gradio_login."""
    from evergallery.server.guard import Identity

    try:
        user = user_of(connection.scope["app"], connection)
    except Exception as error:  # a login that cannot be read is no login
        report("looking up a login", error)
        return None
    return None if user is None else Identity(user)
