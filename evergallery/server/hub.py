"""From the library's changes to the sessions they concern.

The library reports from its own threads: a saved picture at once, a scan up to ten times a second. Rounds gather what
came in meanwhile: every open view is refreshed once, however many sessions show it, and each gets one event.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from evergallery.commands.bodies import (
    EmptyBody,
    ItemsChangedBody,
    SettingsBody,
    status_body,
    view_changed_body,
)
from evergallery.errors import EvergalleryError
from evergallery.library import Change, Library, Status
from evergallery.log import get_logger

from .loop import HomeLoop
from .registry import Registry
from .threads import Threads

# The first change after a pause is told at once. The pause gathers what belongs together, a batch of pictures saved one
# after the other, and is too short for a person to notice.
PACE_S = 0.05
# One event stays below a frame's 64 KiB even with ids of ten digits.
IDS_PER_EVENT = 4096

_log = get_logger("server")


@dataclass
class _News:
    """What is to be told in the next round."""

    has_new_items: bool = False
    has_new_folders: bool = False
    changed_ids: dict[int, None] = field(default_factory=dict)
    progress: Status | None = None
    opened: set[str] = field(default_factory=set)

    def add(self, change: Change) -> None:
        self.has_new_items |= change.items_added_or_removed
        self.has_new_folders |= change.folders
        self.changed_ids.update(dict.fromkeys(change.changed_ids))
        self.progress = change.progress or self.progress

    @property
    def concerns_views(self) -> bool:
        """Changed details can move an item in a view that sorts or searches by them."""
        return self.has_new_items or self.has_new_folders or bool(self.changed_ids)


class Hub:
    """`library_changed`, `view_opened` and `settings_changed` may be called from any thread."""

    def __init__(
        self, home: HomeLoop, library: Library, registry: Registry, threads: Threads
    ) -> None:
        self._home = home
        self._library = library
        self._registry = registry
        self._threads = threads
        self._news: _News | None = None
        self._round: asyncio.Task[None] | None = None

    def library_changed(self, change: Change) -> None:
        """For Library's `on_change`. Without a loop nobody is connected, and nobody misses it."""
        self._home.call(self._note_change, change)

    def view_opened(self, key: str) -> None:
        """Brings the view's story up to what the new session saw, or its next event would not connect to it."""
        self._home.call(self._note_opened, key)

    def settings_changed(self, settings: dict[str, Any]) -> None:
        self._home.call(self._tell_everybody, settings)

    def stop(self) -> None:
        self.forget_loop()

    def forget_loop(self) -> None:
        """A round that is still under way tells its last news to nobody and ends."""
        self._news = None
        self._round = None

    def _note_change(self, change: Change) -> None:
        self._next_news().add(change)

    def _note_opened(self, key: str) -> None:
        self._next_news().opened.add(key)

    def _next_news(self) -> _News:
        """Collected from now on; the round that tells them is on its way."""
        if self._news is None:
            self._news = _News()
        if self._round is None:
            self._round = asyncio.create_task(self._tell_rounds())
        return self._news

    async def _tell_rounds(self) -> None:
        this = asyncio.current_task()
        while self._news is not None and self._round is this:
            news, self._news = self._news, None
            try:
                await self._tell(news)
            except Exception:
                _log.exception("A change could not be told.")
            self._registry.sweep()
            await asyncio.sleep(PACE_S)
        if self._round is this:
            self._round = None

    async def _tell(self, news: _News) -> None:
        open_views = self._open_views()
        for key in open_views if news.concerns_views else open_views & news.opened:
            await self._refresh(key)
        if news.has_new_folders:
            self._send("folders_changed", EmptyBody())
        for ids in _portions(list(news.changed_ids)):
            self._send("items_changed", ItemsChangedBody(ids))
        if news.progress is not None:
            self._send("progress", status_body(news.progress))

    async def _refresh(self, key: str) -> None:
        try:
            change = await self._threads.run(self._library.refresh_view, key)
        except EvergalleryError:
            self._close(key)
            return
        if change is not None:
            self._send("view_changed", view_changed_body(change), view=key)

    def _close(self, key: str) -> None:
        """The library forgot the view or its folder: who asks for the next window is told that it is unknown."""
        for runner in self._registry:
            runner.context.views.discard(key)

    def _open_views(self) -> set[str]:
        return {key for runner in self._registry for key in runner.context.views.keys}

    def _send(self, name: str, body: Any, view: str | None = None) -> None:
        """To the sessions that show `view`, or any view at all. Encoded once for all of them."""
        data = msgspec.Raw(msgspec.json.encode(body))
        for runner in self._registry:
            views = runner.context.views
            if view in views if view is not None else len(views):
                runner.send_event(name, data)

    def _tell_everybody(self, settings: dict[str, Any]) -> None:
        for runner in self._registry:
            runner.send_event("settings_changed", SettingsBody(settings))


def _portions(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + IDS_PER_EVENT] for start in range(0, len(ids), IDS_PER_EVENT))
