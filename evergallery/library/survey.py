"""One walk over the allowed folders: brings names, sizes and times of the index up to date."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from sqlite3 import Connection

from evergallery.log import get_logger

from . import paths
from .changes import Changes
from .differences import (
    PIECE,
    KnownFolder,
    differences,
    known_files,
    known_folder,
    known_subfolders,
)
from .index import Index
from .paths import AllowedFolders
from .progress import Progress
from .records import (
    FolderDifference,
    Outcome,
    apply_difference,
    merged,
    remove_folder,
    show_folders,
)

_log = get_logger("library")


class Survey:
    """Made anew for every walk. `is_full` lists every folder; otherwise only those whose own time
    changed, which tells of added, renamed and removed files, not of files written in place."""

    def __init__(
        self,
        index: Index,
        changes: Changes,
        progress: Progress,
        allowed: AllowedFolders,
        stopped: threading.Event,
        *,
        is_full: bool,
    ) -> None:
        self._index = index
        self._changes = changes
        self._progress = progress
        self._allowed = allowed
        self._stopped = stopped
        self._is_full = is_full
        self._waiting: list[FolderDifference] = []
        self.has_unsettled = False
        """Whether a folder changed so lately that it must be listed again in a few seconds."""

    def show_present(self) -> list[str]:
        """Hide the roots that are away, show those that are back; the present ones are returned."""
        present = [top for top in self._allowed.tops if not self._is_away(top)]
        shown = replace(self._allowed, tops=tuple(present))
        self._commit(lambda db: show_folders(db, shown.contains))
        return present

    def walk(self, tops: Sequence[str]) -> None:
        """Visit `tops` and everything below them; newest-named folders first, as dates sort."""
        folders = sorted(tops, reverse=True)
        while folders and not self._stopped.is_set():
            folder = folders.pop()
            folders.extend(sorted(self._visit(folder)))
            self._changes.flush_if_due()
        self._write_waiting()

    def _is_away(self, top: str) -> bool:
        """Not there, or an empty mount point that used to hold something."""
        if not paths.is_itself(top):
            return True
        if not paths.is_empty(top):
            return False
        with self._index.reading() as db:
            known = known_folder(db, top)
            return known is not None and bool(
                known_subfolders(db, known.id) or known_files(db, known.id)
            )

    def _visit(self, folder: str) -> list[str]:
        """Sub-folders to visit next."""
        ancestry = self._allowed.ancestry(folder)
        with self._index.reading() as db:
            known = known_folder(db, folder)
            subfolders = known_subfolders(db, known.id) if known else []
        if not ancestry:
            return []
        try:
            if known and not self._is_full and _mtime_ns(folder) == known.mtime_ns:
                return subfolders
            return self._list(folder, ancestry, known, subfolders)
        except (FileNotFoundError, NotADirectoryError):
            self._forget(ancestry)
        except OSError as error:
            _log.warning("a folder cannot be read and is left as it was: %s", error)
        return []

    def _list(
        self, folder: str, ancestry: list[str], known: KnownFolder | None, before: list[str]
    ) -> list[str]:
        """The index is asked before the disk: what arrives in between is then not taken for gone."""
        if not paths.is_itself(folder):
            raise FileNotFoundError
        files = {}
        if known is not None:
            with self._index.reading() as db:
                files = known_files(db, known.id)
        listing = paths.list_folder(folder)
        if self._is_full:
            self._progress.found(len(listing.files))
            self._changes.progress(self._progress.status)
        self._write_all(differences(listing, ancestry, files))
        for gone in set(before) - set(listing.folders):
            self._forget([*ancestry, gone])
        return [found for found in listing.folders if not self._allowed.is_apart(found)]

    def _write_all(self, found: Iterator[FolderDifference]) -> None:
        for difference in found:
            self._waiting.append(difference)
            self.has_unsettled |= difference.mtime_ns == 0
            if sum(_weight(waiting) for waiting in self._waiting) >= PIECE:
                self._write_waiting()
                self._changes.flush_if_due()
            if self._stopped.is_set():
                return

    def _write_waiting(self) -> None:
        """Small folders share a transaction."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._commit(lambda db: merged(apply_difference(db, one) for one in waiting))

    def _forget(self, ancestry: Sequence[str]) -> None:
        if len(ancestry) > 1:
            self._commit(lambda db: remove_folder(db, ancestry))

    def _commit(self, work: Callable[[Connection], Outcome]) -> None:
        self._changes.note(self._index.write(work).result())


def _weight(difference: FolderDifference) -> int:
    return 1 + len(difference.added) + len(difference.rewritten) + len(difference.gone)


def _mtime_ns(folder: str) -> int:
    return os.stat(folder).st_mtime_ns
