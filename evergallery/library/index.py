"""The SQLite file: one thread writes, anybody reads.

WAL lets readers go on while the writer commits. Most of the index is a cache of what is on disk: one
that is corrupt or of a newer schema is moved aside and built again; what no scan finds again is saved from it.
"""

from __future__ import annotations

import itertools
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from evergallery.errors import LibraryFailed
from evergallery.log import get_logger

from .migrations import migrate
from .salvage import salvage

_log = get_logger("library")

T = TypeVar("T")

_BUSY_S = 15.0
"""How long to wait for another process (a second web UI on the same data folder) to commit."""

_URGENT, _NORMAL, _LAST = 0, 1, 2
_READERS_KEPT = 8


class _Job(NamedTuple):
    """Ordered by urgency, then by arrival; `work` None ends the writer."""

    priority: int
    number: int
    work: Callable[[sqlite3.Connection], Any] | None
    future: Future[Any]
    is_lasting: bool = False


class Index:
    """`open` and `close` bracket its life; `write` and `reading` work from any thread."""

    def __init__(self, file: Path, on_rebuilt: Callable[[], None]) -> None:
        """`on_rebuilt` is called from the writer when the file turned out corrupt while in use."""
        self._file = file
        self._on_rebuilt = on_rebuilt
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._readers = _Readers(file)
        self._is_open = False
        self._writer = threading.Thread(target=self._run, name="evergallery-writer", daemon=True)

    def open(self) -> None:
        """Raises LibraryFailed when the data folder cannot hold an index."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._db = _open_sound(self._file)
        except (OSError, sqlite3.Error) as error:
            _log.error("the index %s cannot be opened: %s", self._file, error)
            raise LibraryFailed from error
        self._is_open = True
        self._writer.start()

    def close(self) -> None:
        """What was handed to `write` before is still written."""
        if not self._is_open:
            return
        self._is_open = False
        self._jobs.put(_Job(_LAST, next(self._numbers), None, Future()))
        self._writer.join()
        self._readers.close()

    def write(
        self,
        work: Callable[[sqlite3.Connection], T],
        *,
        is_urgent: bool = False,
        is_lasting: bool = False,
    ) -> Future[T]:
        """Run `work` in a transaction of its own; urgent work overtakes what is waiting.

        What no scan can find again is `is_lasting`: once done it outlives a loss of power.

        Keep it short (some ten ms): everybody else who writes waits meanwhile.
        """
        future: Future[T] = Future()
        if not self._is_open:
            future.set_exception(LibraryFailed("The gallery is stopping."))
            return future
        priority = _URGENT if is_urgent else _NORMAL
        self._jobs.put(_Job(priority, next(self._numbers), work, future, is_lasting))
        return future

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the index until the end of the block."""
        if not self._is_open:
            raise LibraryFailed("The gallery is not running.")
        try:
            with self._readers.borrowed() as db:
                yield db
        except sqlite3.Error as error:
            _log.error("the index cannot be read: %s", error)
            if is_corrupt(error):
                self.write(_fail_with(error), is_urgent=True)
            raise LibraryFailed from error

    def _run(self) -> None:
        while (job := self._jobs.get()).work is not None:
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                result = self._transaction(job.work, job.is_lasting)
            except BaseException as error:
                job.future.set_exception(error)
                self._survive(error)
            else:
                job.future.set_result(result)
        self._db.close()

    def _transaction(self, work: Callable[[sqlite3.Connection], Any], is_lasting: bool) -> Any:
        self._db.execute(f"PRAGMA synchronous = {'FULL' if is_lasting else 'NORMAL'}")
        self._db.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        return result

    def _survive(self, error: BaseException) -> None:
        """Corrupt: start anew at once. Anything else was the job's own failure."""
        if not is_corrupt(error):
            return
        self._db.close()
        self._readers.forget()
        try:
            self._db = _open_anew(self._file, error)
        except (OSError, sqlite3.Error) as failure:
            _log.error("the index could not be built again: %s", failure)
            return  # with the connection closed every job fails, and says so
        self._on_rebuilt()


class _Readers:
    """A few open connections, lent one at a time; server threads come and go, these stay."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._idle: list[sqlite3.Connection] = []
        self._lent: set[sqlite3.Connection] = set()
        self._lock = threading.Lock()

    @contextmanager
    def borrowed(self) -> Iterator[sqlite3.Connection]:
        db = self._take()
        try:
            db.execute("BEGIN")
            yield db
        finally:
            self._give_back(db)

    def forget(self) -> None:
        """Connections that are out come back to be closed."""
        with self._lock:
            idle, self._idle = self._idle, []
            self._lent.clear()
        for db in idle:
            db.close()

    close = forget

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            db = self._idle.pop() if self._idle else None
        if db is None:
            db = _connect(self._file)
            db.execute("PRAGMA query_only = 1")
        with self._lock:
            self._lent.add(db)
        return db

    def _give_back(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            db.rollback()
        with self._lock:
            is_wanted = db in self._lent and len(self._idle) < _READERS_KEPT
            self._lent.discard(db)
            if is_wanted:
                self._idle.append(db)
        if not is_wanted:
            db.close()


def is_corrupt(error: BaseException) -> bool:
    """SQLite says "malformed" or "not a database" with the plain DatabaseError, never a child of it."""
    return type(error) is sqlite3.DatabaseError


def _open_sound(file: Path) -> sqlite3.Connection:
    try:
        return _open_prepared(file)
    except sqlite3.DatabaseError as error:
        if not is_corrupt(error):
            raise
        return _open_anew(file, error)


def _open_anew(file: Path, error: BaseException) -> sqlite3.Connection:
    broken = _set_aside(file, error)
    db = _open_prepared(file)
    salvage(db, broken)
    return db


def _open_prepared(file: Path) -> sqlite3.Connection:
    """Touches every part that is cheap to check; the rest shows when it is used."""
    db = _connect(file)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        migrate(db)
        db.execute("SELECT count(*), sum(count) FROM folder").fetchone()
        db.execute("SELECT max(id) FROM item").fetchone()
        db.execute("SELECT rowid FROM word LIMIT 1").fetchone()
    except BaseException:
        db.close()
        raise
    return db


_SET_UP = (
    "PRAGMA synchronous = NORMAL",  # safe in WAL; at worst the last commits are found again
    "PRAGMA cache_size = -16000",
    "PRAGMA temp_store = MEMORY",
)


def _connect(file: Path) -> sqlite3.Connection:
    """Autocommit, so that transactions begin where the code says so."""
    db = sqlite3.connect(file, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _SET_UP:
            db.execute(pragma)
    except BaseException:
        db.close()
        raise
    return db


def _set_aside(file: Path, error: BaseException) -> Path:
    """The broken file's new place; it is kept for whoever wants to look at it."""
    _log.warning("the index was unusable (%s); it is moved aside and built again", error)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = file.with_name(f"{file.stem}-broken-{stamp}{file.suffix}")
    for suffix in ("", "-wal", "-shm"):
        source = file.with_name(file.name + suffix)
        if source.exists():
            source.replace(aside.with_name(aside.name + suffix))
    return aside


def _fail_with(error: BaseException) -> Callable[[sqlite3.Connection], None]:
    def work(_db: sqlite3.Connection) -> None:
        raise error

    return work
