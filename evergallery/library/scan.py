"""The scanner: one thread that keeps the index like the disk, names first, details right behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from evergallery.errors import LibraryFailed
from evergallery.log import get_logger

from . import names
from .changes import Changes
from .details import DetailReader
from .index import Index
from .paths import AllowedFolders, Place
from .progress import Progress
from .survey import Survey

_log = get_logger("library")

_FULL_S = 1800.0
"""Files written in place without any event (network drives) are found after this at the latest."""

_UNSETTLED_S = 3.0
_SHARE = 50
"""A walk that takes a second is not repeated before 50 have passed."""

_RECENT_S = 600
_SETTLING_WALKS = 3


class Scanner:
    """`request` and `look_at` may be called from any thread and return at once."""

    def __init__(
        self,
        index: Index,
        changes: Changes,
        progress: Progress,
        allowed: Callable[[], AllowedFolders],
        look_again: Callable[[Place], None],
        on_present: Callable[[list[str]], None],
        on_complete: Callable[[], None],
        rescan_s: float,
    ) -> None:
        """`look_again` takes single files; `on_present` hears which roots are there after a walk,
        `on_complete` that for the first time everything was seen."""
        self._index = index
        self._changes = changes
        self._progress = progress
        self._allowed = allowed
        self._look_again = look_again
        self._on_present = on_present
        self._on_complete = on_complete
        self._is_complete = False
        self._rescan_s = rescan_s
        self._stopped = threading.Event()
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._is_requested = False
        self._folders: set[str] = set()
        self._pause_s = rescan_s
        self._last_full = 0.0
        self._thread = threading.Thread(target=self._run, name="evergallery-scanner", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._wake.set()
        self._thread.join()

    def request(self) -> None:
        """A full walk, as soon as possible."""
        with self._lock:
            self._is_requested = True
        self._wake.set()

    def look_at(self, folder: str) -> None:
        """This folder and what is new below it."""
        with self._lock:
            self._folders.add(folder)
        self._wake.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            was_woken = self._wake.wait(self._pause_s)
            self._wake.clear()
            if self._stopped.is_set():
                return
            try:
                self._work(is_time=not was_woken)
            except LibraryFailed as error:
                _log.warning("the scan stopped: %s", error)
            except Exception:
                _log.exception("the scan stopped; it is tried again later")

    def _work(self, *, is_time: bool) -> None:
        self._changes.work_begins()
        self._walk_what_is_asked(is_time=is_time)
        details = DetailReader(
            self._index, self._changes, self._progress, self._stopped, self._look_again
        )
        details.run(lambda: self._walk_what_is_asked(is_time=False))
        self._progress.rest(self._count())
        self._changes.progress(self._progress.status)
        self._changes.flush()
        if not self._is_complete and not self._stopped.is_set():
            self._is_complete = True
            self._on_complete()

    def _walk_what_is_asked(self, *, is_time: bool) -> None:
        with self._lock:
            is_requested, self._is_requested = self._is_requested, False
            folders, self._folders = self._folders, set()
        if is_requested or self._is_full_due():
            self._walk_everything()
        elif is_time:
            self._look_at_recent()
            self._walk(is_full=False)
        elif folders:
            self._walk_some(folders)

    def _is_full_due(self) -> bool:
        return time.monotonic() - self._last_full > _FULL_S

    def _walk_everything(self) -> None:
        """Then again where something changed meanwhile: what is written during a scan is not missed."""
        self._last_full = time.monotonic()
        self._progress.begin("names")
        self._walk(is_full=True)
        for _ in range(_SETTLING_WALKS):
            if self._stopped.is_set() or not self._walk(is_full=False):
                break
        self._changes.progress(self._progress.status)

    def _walk(self, *, is_full: bool) -> bool:
        """Whether a folder is still in motion."""
        began = time.monotonic()
        survey = self._survey(is_full=is_full)
        present = survey.show_present()
        survey.walk(present)
        self._on_present(present)
        self._changes.flush_if_due()
        took_s = time.monotonic() - began
        self._pause_s = max(self._rescan_s, _SHARE * took_s)
        if survey.has_unsettled:
            self._pause_s = min(self._pause_s, max(_UNSETTLED_S, took_s))
        return survey.has_unsettled

    def _walk_some(self, folders: set[str]) -> None:
        """A root that seems away, or is back, concerns all that is below it."""
        survey = self._survey(is_full=False)
        allowed = self._allowed()
        if any(folder in allowed.tops for folder in folders):
            folders &= {*survey.show_present(), *(folders - set(allowed.tops))}
        survey.walk([folder for folder in folders if allowed.folder_of(folder) == folder])
        if survey.has_unsettled:
            self._pause_s = min(self._pause_s, _UNSETTLED_S)

    def _survey(self, *, is_full: bool) -> Survey:
        return Survey(
            self._index,
            self._changes,
            self._progress,
            self._allowed(),
            self._stopped,
            is_full=is_full,
        )

    def _look_at_recent(self) -> None:
        """Files written lately may still grow, which their folder's time does not tell."""
        since_ns = time.time_ns() - _RECENT_S * 1_000_000_000
        with self._index.reading() as db:
            rows = db.execute(_RECENT, (since_ns,)).fetchall()
        for folder, file in rows:
            self._look_again(Place(names.from_stored(folder), names.from_stored(file)))

    def _count(self) -> int:
        with self._index.reading() as db:
            return int(db.execute("SELECT total(count) FROM folder WHERE is_shown").fetchone()[0])


_RECENT = (
    "SELECT path, file FROM item JOIN folder ON folder.id = item.folder"
    " WHERE item.mtime_ns > ? AND is_shown LIMIT 200"
)
