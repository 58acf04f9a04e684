"""A library without disk or index: its items are changed by hand, and it is slow when told to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from evergallery.errors import (
    EvergalleryError,
    FolderUnknown,
    ItemGone,
    ItemUnknown,
    ThumbnailFailed,
    ViewUnknown,
)
from evergallery.library import (
    Action,
    Change,
    FolderCount,
    ItemDetail,
    Library,
    Marked,
    Row,
    Splice,
    Status,
    StoredFile,
    ThumbnailFound,
    ViewChange,
    ViewPage,
    ViewQuery,
    Window,
)

PATIENCE_S = 10.0


class FakeLibrary(Library):
    """Holds items 1 … `count`, newest first, the same in every view; the real one's methods, none of its threads."""

    def __init__(self, count: int = 0) -> None:
        self.library_id = "fake"
        self.secret = b"nobody knows"
        self.files: dict[int, StoredFile] = {}
        self.warm: dict[int, bytes] = {}
        self.on_change: Callable[[Change], None] = lambda change: None
        self.before_open: Callable[[], None] = lambda: None
        self.gate = Event()
        self.gate.set()
        self.calls: list[str] = []
        self.refreshes: list[str] = []
        self.actions: list[Action] = []
        self.favourites: set[int] = set()
        self._ids = list(range(count, 0, -1))
        self._version = 1
        self._told: dict[str, tuple[int, int]] = {}

    # Told by the test

    def add(self, *, announce: bool = True) -> int:
        """One more item at the front; returns its id."""
        self._ids.insert(0, len(self._ids) + 1)
        self._version += 1
        if announce:
            self.on_change(Change(items_added_or_removed=True))
        return self._ids[0]

    def hold(self) -> None:
        """Every `item` from now on takes until `release`."""
        self.gate.clear()

    def release(self) -> None:
        self.gate.set()

    # Asked by commands and server

    def open_view(self, query: ViewQuery) -> ViewPage:
        if query.folder not in (None, 1):
            raise FolderUnknown
        key = f"view-{query.sort}"
        self._told.setdefault(key, (self._version, len(self._ids)))
        start = query.offset
        rows = [self._row(item_id) for item_id in self._ids[start : start + query.limit]]
        total = len(self._ids)
        page = ViewPage(key, self._version, total, [("2024-05-01", total)], start, rows)
        self.before_open()
        return page

    def window(self, key: str, offset: int, limit: int) -> Window:
        if key not in self._told:
            raise ViewUnknown
        rows = [self._row(item_id) for item_id in self._ids[offset : offset + limit]]
        return Window(key, self._version, offset, rows)

    def locate(self, key: str, item_id: int) -> int:
        return self._ids.index(item_id) if item_id in self._ids else -1

    def refresh_view(self, key: str) -> ViewChange | None:
        self.refreshes.append(key)
        version, total = self._told[key]
        if version == self._version:
            return None
        now = len(self._ids)
        self._told[key] = (self._version, now)
        groups = [("2024-05-01", now)]
        return ViewChange(key, version, self._version, now, groups, Splice(0, 0, now - total))

    def folders(self) -> list[FolderCount]:
        total = len(self._ids)
        return [FolderCount(1, None, "outputs", 0, total), FolderCount(2, 1, "day", total, total)]

    def item(self, item_id: int) -> ItemDetail:
        self.calls.append(f"item {item_id}")
        if not self.gate.wait(PATIENCE_S):
            raise TimeoutError
        if item_id == 666:
            raise ZeroDivisionError("a secret of the inside")
        if item_id not in self._ids:
            raise ItemUnknown
        return ItemDetail(
            id=item_id, name=f"{item_id}.png", folder=2, folder_name="day", width=512, height=768,
            size_bytes=4096, mtime_s=1_714_521_600, version="v1", kind="image", media_type="image/png",
            prompt="a cat", negative_prompt="", parameters=[("Steps", "20")], infotext="a cat\nSteps: 20",
            favourite=item_id in self.favourites,
        )  # fmt: skip

    def mark(self, action: Action, item_id: int, favourite: bool, version: str = "") -> Marked:
        """Without a journal: it does what it is told as often as it is told."""
        self.actions.append(action)
        if item_id not in self._ids:
            raise ItemUnknown
        (self.favourites.add if favourite else self.favourites.discard)(item_id)
        self.on_change(Change(changed_ids=(item_id,)))
        return Marked(item_id, favourite)

    def status(self) -> Status:
        return Status("details", 10, 5, 2.5, 2.0)

    def original(self, item_id: int) -> StoredFile:
        return self.files.get(item_id) or self._missing(item_id)

    def thumbnail(self, item_id: int) -> StoredFile:
        self.calls.append(f"thumbnail {item_id}")
        return self.files.get(item_id) or self._missing(item_id)

    def thumbnails(self, ids: Sequence[int], limit_bytes: int) -> list[ThumbnailFound]:
        """The `warm` ones lie there, those of `files` are still to be made, the others cannot be had."""
        self.calls.append(f"thumbnails {len(ids)}")
        found: list[ThumbnailFound] = []
        for item_id in ids:
            tile = self.warm.get(item_id)
            limit_bytes -= len(tile or b"")
            if limit_bytes < 0 and found:
                break
            found.append(tile if tile is not None or item_id in self.files else self._why(item_id))
        return found

    def _why(self, item_id: int) -> EvergalleryError:
        try:
            self._missing(item_id)
        except EvergalleryError as error:
            return error
        raise AssertionError("it is there")

    def _missing(self, item_id: int) -> StoredFile:
        """One id for each way it can fail."""
        if item_id == 410:
            raise ItemGone
        if item_id == 415:
            raise ThumbnailFailed
        if item_id == 500:
            raise ZeroDivisionError("a secret of the inside")
        if item_id == 411:
            return StoredFile(Path("/nowhere/at/all"), "image/png", "all.png", "v1")
        raise ItemUnknown

    def _row(self, item_id: int) -> Row:
        marks = int(item_id in self.favourites)
        return (
            item_id, f"{item_id}.png", 512, 768, 1_714_521_600, 4096, "v1", "image", 0x336699, marks,
        )  # fmt: skip
