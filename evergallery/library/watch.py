"""Listens to the file system through watchfiles. Whatever it misses, the scanner's walks find."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence

from evergallery.log import get_logger

from . import formats

_log = get_logger("library")

_STEP_MS = 50
_DEBOUNCE_MS = 200
"""Events are handed on after 50 ms of silence, in a stream of them after 200 ms."""

_MANY = 200
"""More files than this at once are somebody copying a folder: it is listed instead."""

_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""watchfiles has it in place of bytes that are not UTF-8."""


class Watcher:
    """`watch` may be called again with other folders; `stop` ends it for good."""

    def __init__(self, on_file: Callable[[str], None], on_folder: Callable[[str], None]) -> None:
        """`on_file` is handed files that appeared, changed or vanished; `on_folder` folders."""
        self._on_file = on_file
        self._on_folder = on_folder
        self._watched: frozenset[str] = frozenset()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def watch(self, folders: Sequence[str]) -> None:
        """Watch these and what is below them, instead of those before; missing ones are left out."""
        wanted = frozenset(folder for folder in folders if os.path.isdir(folder))
        with self._lock:
            if wanted == self._watched:
                return
            self._end()
            self._watched, self._stopped = wanted, threading.Event()
            if wanted:
                self._thread = threading.Thread(
                    target=self._run,
                    args=(wanted, self._stopped),
                    name="evergallery-watch",
                    daemon=True,
                )
                self._thread.start()

    def stop(self) -> None:
        with self._lock:
            self._end()
            self._watched = frozenset()

    def _end(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, folders: frozenset[str], stopped: threading.Event) -> None:
        """Too many folders for inotify, no such file system: one line, and the walks go on."""
        try:
            from watchfiles import watch

            _quieten()
            for events in watch(
                *folders,
                watch_filter=_is_wanted,
                stop_event=stopped,
                step=_STEP_MS,
                debounce=_DEBOUNCE_MS,
                rust_timeout=1000,
                ignore_permission_denied=True,
            ):
                self._hand_on({path: int(change) for change, path in events})
        except Exception as error:
            if not stopped.is_set():
                _log.warning("folders are not watched, only scanned now and then: %s", error)

    def _hand_on(self, events: dict[str, int]) -> None:
        files = [path for path in events if formats.format_of(os.path.basename(path))]
        readable = [path for path in files if _UNREADABLE not in path]
        if len(readable) > _MANY:
            readable = []
        for path in readable:
            self._on_file(path)
        for folder in {os.path.dirname(path) for path in files if path not in set(readable)}:
            self._on_folder(folder)
        for path in set(events) - set(files):
            if events[path] != _MODIFIED:
                self._on_folder(path)


_MODIFIED = 2
"""watchfiles.Change.modified; of a folder it says only that something in it changed."""


def _is_wanted(_change: object, path: str) -> bool:
    """Hosts write `name.tmp` and rename it; dot files and dot folders are not ours."""
    name = os.path.basename(path)
    return not name.startswith(".") and not name.endswith(".tmp")


def _quieten() -> None:
    """watchfiles says "3 changes detected" at INFO; into a host's console that is noise."""
    logger = logging.getLogger("watchfiles")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.WARNING)
