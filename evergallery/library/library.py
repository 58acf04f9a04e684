"""The library: allowed folders in, views and files out. Blocking and thread-safe.

Threads: one writes the index, one scans, one takes in single files, one listens to the file
system, two make thumbnails. `start` makes them, `stop` ends them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from . import paths
from .actions import Actions
from .answers import (
    FolderCount,
    ItemDetail,
    Marked,
    OnChange,
    Root,
    Status,
    StoredFile,
    ThumbnailFound,
    ViewChange,
    ViewPage,
    ViewQuery,
    Window,
    ignore,
)
from .arrivals import Arrivals
from .changes import Changes
from .files import Files
from .folders import folder_tree
from .index import Index
from .items import item_detail
from .journal import Action
from .paths import AllowedFolders, Place
from .progress import Progress
from .records import Outcome, show_folders
from .scan import Scanner
from .secret import kept_secret
from .thumbs import Thumbs
from .views import Views
from .watch import Watcher

_RESCAN_S = 60.0


class Library:
    """`start` and `stop` bracket its life; every other method may be called from any thread.

    Raises LibraryFailed from any method when the index cannot be used.
    """

    library_id: str
    """Random, kept in the index: tells one library from another at the same address."""

    secret: bytes
    """Random, in a file of its own in the data folder: what is derived from it tells nobody anything."""

    def __init__(
        self,
        data_dir: Path,
        *,
        thumbnail_px: int = 256,
        on_change: OnChange = ignore,
        watch: bool = True,
        rescan_s: float = _RESCAN_S,
    ) -> None:
        """`data_dir` holds index and thumbnails. `on_change` is called from the library's threads:
        at once for a saved file, at most ten times a second (later once) during a scan."""
        self.library_id = ""
        self.secret = b""
        self._data_dir = data_dir
        self._is_running = False
        self._allowed = AllowedFolders()
        self._watches = watch
        self._progress = Progress()
        self._changes = Changes(on_change)
        self._index = Index(data_dir / "library.db", self._on_rebuilt)
        self._actions = Actions(self._index, self._changes)
        self._views = Views(self._index, lambda: self._changes.generation)
        self._thumbs = Thumbs(data_dir / "thumbs", thumbnail_px)
        self._files = Files(self._index, self._thumbs, self._allowed_now, self._look_again)
        self._arrivals = Arrivals(
            self._index, self._changes, self._allowed_now, self._files.make_ahead
        )
        self._scanner = Scanner(
            self._index,
            self._changes,
            self._progress,
            self._allowed_now,
            self._look_again,
            self._on_present,
            self._files.prune,
            rescan_s,
        )
        self._watcher = Watcher(self._on_file, self._scanner.look_at)

    def start(self, roots: Sequence[Root]) -> None:
        """Quick: what the index remembers can be seen at once, the scan happens behind."""
        self._index.open()
        self._is_running = True
        self._read_library_id()
        self.secret = kept_secret(self._data_dir / "secret")
        self._arrivals.start()
        self.set_roots(roots)
        self._scanner.start()

    def stop(self) -> None:
        """Ends every thread; what was saved before is in the index."""
        if not self._is_running:
            return
        self._is_running = False
        self._watcher.stop()
        self._scanner.stop()
        self._arrivals.stop()
        self._thumbs.stop()
        self._index.close()

    def set_roots(self, roots: Sequence[Root]) -> None:
        """The folders that may be shown from now on; others are hidden, not forgotten."""
        self._allowed = allowed = AllowedFolders.of(roots, self._data_dir)
        outcome = self._index.write(lambda db: show_folders(db, allowed.contains)).result()
        self._changes.note(outcome)
        self._changes.flush()
        if self._watches:
            self._watcher.watch(allowed.tops)
        self._scanner.request()

    def rescan(self) -> None:
        """Look at every folder again; returns at once."""
        self._scanner.request()

    def saved(self, path: Path) -> None:
        """The host has written a file. Returns at once; the row is there within some ten ms."""
        self._arrivals.put(path, is_saved=True)

    def open_view(self, query: ViewQuery) -> ViewPage:
        """Total, groups and first window in one. Raises FolderUnknown."""
        return self._views.open(query)

    def window(self, key: str, offset: int, limit: int) -> Window:
        """Raises ViewUnknown."""
        return self._views.window(key, offset, limit)

    def locate(self, key: str, item_id: int) -> int:
        """Offset of the item in the view, -1 when it is not there. Raises ViewUnknown."""
        return self._views.locate(key, item_id)

    def refresh_view(self, key: str) -> ViewChange | None:
        """What changed since this was last asked, None if nothing. Raises ViewUnknown, FolderUnknown.

        Ask once per view and tell every session that has it open.
        """
        return self._views.refresh(key)

    def folders(self) -> list[FolderCount]:
        """Parents before children."""
        with self._index.reading() as db:
            return folder_tree(db, dict(self._allowed.labels))

    def item(self, item_id: int) -> ItemDetail:
        """Raises ItemUnknown."""
        return item_detail(self._index, item_id, dict(self._allowed.labels))

    def mark(self, action: Action, item_id: int, favourite: bool, version: str = "") -> Marked:
        """Changes no file. `version` is that of the content which is meant, "" for the present one.

        Raises ItemUnknown, ItemGone, ActionConflict.
        """
        return self._actions.mark(action, item_id, favourite, version)

    def status(self) -> Status:
        return self._progress.status

    def original(self, item_id: int) -> StoredFile:
        """Raises ItemUnknown, ItemGone."""
        return self._files.original(item_id)

    def thumbnail(self, item_id: int) -> StoredFile:
        """Made now if it does not lie there. Raises ItemUnknown, ItemGone, ThumbnailFailed."""
        return self._files.thumbnail(item_id)

    def thumbnails(self, ids: Sequence[int], limit_bytes: int) -> list[ThumbnailFound]:
        """What lies there for the first of `ids`, in their order: as many as `limit_bytes` allows, one at least.

        Makes nothing, so that a screen of warm tiles is one short call.
        """
        return self._files.thumbnails(ids, limit_bytes)

    def _allowed_now(self) -> AllowedFolders:
        return self._allowed

    def _look_again(self, place: Place) -> None:
        self._arrivals.put(place.path)

    def _on_file(self, path: str) -> None:
        """When the last file of a root goes, the root may have gone: the scanner decides."""
        self._arrivals.put(path)
        place = self._allowed.place_of(path)
        if place is not None:
            top = self._allowed.ancestry(place.folder)[0]
            if paths.is_empty(top):
                self._scanner.look_at(top)

    def _on_rebuilt(self) -> None:
        """The index was corrupt and is empty now: ids and views of before mean nothing any more."""
        self._changes.note(Outcome(has_new_items=True, has_new_folders=True))
        self._read_library_id()
        self._scanner.request()

    def _read_library_id(self) -> None:
        with self._index.reading() as db:
            row = db.execute("SELECT value FROM about WHERE name = 'library_id'").fetchone()
        self.library_id = str(row[0])

    def _on_present(self, tops: Sequence[str]) -> None:
        if self._watches:
            self._watcher.watch(tops)
