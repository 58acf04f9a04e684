"""Thumbnails: made once per content, WebP, kept on disk under their content key."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from evergallery.errors import ItemGone, LibraryFailed, ThumbnailFailed
from evergallery.log import get_logger

from .pixels import thumbnail_of

_log = get_logger("library")

_WORKERS = 2
"""Pillow releases the interpreter while it works; more would take cores from the pictures' maker."""

_FAILURES_KEPT = 10_000
_STOPPING = "The gallery is stopping."


class Thumbnail(NamedTuple):
    """`color` is the average one (0xRRGGBB) if it was made just now, None if it lay there."""

    path: Path
    color: int | None


class Thumbs:
    """`get` blocks until the thumbnail is there; equal keys at the same time are one job."""

    def __init__(self, folder: Path, size_px: int) -> None:
        """`size_px` is the length of a thumbnail's shorter side."""
        self._folder = folder
        self._size_px = size_px
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="evergallery-thumb")
        self._running: dict[str, Future[Thumbnail]] = {}
        self._failed: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def stop(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def get(self, source: str, key: str) -> Thumbnail:
        """Raises ThumbnailFailed, or ItemGone when the file vanished meanwhile."""
        target = self._target(key)
        if target.exists():
            return Thumbnail(target, None)
        try:
            return self.begin(source, key).result()
        except CancelledError as error:
            raise LibraryFailed(_STOPPING) from error
        except OSError as error:
            _log.error("a thumbnail cannot be stored: %s", error)
            raise ThumbnailFailed("The server has no room for this thumbnail.") from error

    def lying(self, key: str) -> bytes | None:
        """The picture if it lies there, None if it is to be made. Raises ThumbnailFailed for what is known to fail."""
        try:
            return self._target(key).read_bytes()
        except OSError:  # not there; what cannot be read will say so when it is made
            pass
        failure = self._failed.get(key)
        if failure is not None:
            raise ThumbnailFailed(failure)
        return None

    def begin(self, source: str, key: str) -> Future[Thumbnail]:
        """The job that makes it, running or new. Raises LibraryFailed after `stop`."""
        with self._lock:
            if key in self._failed:
                return _failed_future(self._failed[key])
            if key in self._running:
                return self._running[key]
            try:
                job = self._running[key] = self._pool.submit(self._make, source, key)
            except RuntimeError as error:
                raise LibraryFailed(_STOPPING) from error
        job.add_done_callback(lambda _done: self._forget(key))
        return job

    def prune(self, keys: Iterable[str]) -> int:
        """Remove the thumbnails of contents that are not among `keys`; how many those were."""
        wanted = {self._target(key).name for key in keys}
        removed = 0
        for stray in self._folder.glob("??/*"):
            if stray.name not in wanted and not stray.name.endswith(".tmp"):
                stray.unlink(missing_ok=True)
                removed += 1
        return removed

    def _target(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}-{self._size_px}.webp"

    def _make(self, source: str, key: str) -> Thumbnail:
        """Written beside and renamed: nobody ever reads half a thumbnail."""
        target = self._target(key)
        if target.exists():
            return Thumbnail(target, None)
        try:
            data, color = thumbnail_of(source, self._size_px)
        except FileNotFoundError as error:
            raise ItemGone from error
        except ThumbnailFailed as failure:
            self._remember(key, failure.message)
            raise
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.tmp")
        beside.write_bytes(data)
        beside.replace(target)
        return Thumbnail(target, color)

    def _remember(self, key: str, message: str) -> None:
        """A broken file is not decoded again for every look at it; a new content has a new key."""
        with self._lock:
            self._failed[key] = message
            while len(self._failed) > _FAILURES_KEPT:
                self._failed.popitem(last=False)

    def _forget(self, key: str) -> None:
        with self._lock:
            self._running.pop(key, None)


def _failed_future(message: str) -> Future[Thumbnail]:
    future: Future[Thumbnail] = Future()
    future.set_exception(ThumbnailFailed(message))
    return future
