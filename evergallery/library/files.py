"""From an id to a file that may be sent: the one way out of the library."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path

from evergallery.errors import EvergalleryError, ItemGone, ItemUnknown, ThumbnailFailed

from . import formats
from .answers import StoredFile, ThumbnailFound
from .index import Index
from .paths import AllowedFolders, Place
from .records import store_color
from .rows import StoredItem, stored_item, stored_items
from .thumbs import Thumbnail, Thumbs
from .versions import Stamp, content_key, stamp_of_file, version_of


class Files:
    """Every answer was checked a moment ago: a plain file, inside an allowed folder, links resolved."""

    def __init__(
        self,
        index: Index,
        thumbs: Thumbs,
        allowed: Callable[[], AllowedFolders],
        look_again: Callable[[Place], None],
    ) -> None:
        """`look_again` is handed files that are not what the index says they are."""
        self._index = index
        self._thumbs = thumbs
        self._allowed = allowed
        self._look_again = look_again

    def original(self, item_id: int) -> StoredFile:
        """Raises ItemUnknown, ItemGone."""
        item = self._item(item_id)
        path, stamp = self._on_disk(item)
        version = version_of(path, stamp)
        return StoredFile(Path(path), formats.media_type_of(path), item.shown_name, version)

    def thumbnail(self, item_id: int) -> StoredFile:
        """Made now if it does not lie there. Raises ItemUnknown, ItemGone, ThumbnailFailed."""
        item = self._item(item_id)
        path, stamp = self._on_disk(item)
        _must_be_image(item)
        made = self._thumbs.get(path, content_key(path, stamp))
        version = version_of(path, stamp)
        self._keep_color(item_id, version, made)
        name = f"{os.path.splitext(item.shown_name)[0]}.webp"
        return StoredFile(made.path, "image/webp", name, version)

    def thumbnails(self, ids: Sequence[int], limit_bytes: int) -> list[ThumbnailFound]:
        """One query for all and one look at each file; see Library.thumbnails."""
        with self._index.reading() as db:
            items = stored_items(db, ids)
        holds = cache(self._allowed().holds)  # the tiles of a screen share a few folders
        found: list[ThumbnailFound] = []
        for item_id in ids:
            tile = self._lying(items.get(item_id), holds)
            limit_bytes -= len(tile) if isinstance(tile, bytes) else 0
            if limit_bytes < 0 and found:
                break
            found.append(tile)
        return found

    def make_ahead(self, ids: Sequence[int]) -> None:
        """Thumbnails of files just saved: somebody is about to look at them. Returns at once."""
        for item_id in ids:
            try:
                item = self._item(item_id)
                path, stamp = self._on_disk(item)
            except EvergalleryError:
                continue  # gone again, which the next look at it will tell
            if item.kind == "image":
                job = self._thumbs.begin(path, content_key(path, stamp))
                job.add_done_callback(self._color_keeper(item_id, version_of(path, stamp)))

    def prune(self) -> None:
        """Remove the thumbnails of contents that are no more."""
        with self._index.reading() as db:
            rows = db.execute(
                "SELECT path, file, size_bytes, item.mtime_ns"
                " FROM item JOIN folder ON folder.id = item.folder"
            ).fetchall()
        self._thumbs.prune(
            content_key(os.path.join(os.fsdecode(path), os.fsdecode(file)), Stamp(*stamp))
            for path, file, *stamp in rows
        )

    def _item(self, item_id: int) -> StoredItem:
        with self._index.reading() as db:
            return stored_item(db, item_id)

    def _lying(self, item: StoredItem | None, holds: Callable[[str], bool]) -> ThumbnailFound:
        try:
            if item is None:
                raise ItemUnknown
            path, stamp = self._on_disk(item, holds)
            _must_be_image(item)
            return self._thumbs.lying(content_key(path, stamp))
        except EvergalleryError as error:
            return error

    def _on_disk(
        self, item: StoredItem, holds: Callable[[str], bool] | None = None
    ) -> tuple[str, Stamp]:
        """`holds` is that of the allowed folders, which may remember its answers for many items."""
        holds = holds or self._allowed().holds
        path = item.place.path
        stamp = stamp_of_file(path) if holds(item.place.folder) else None
        if stamp != item.stamp:
            self._look_again(item.place)
        if stamp is None:
            raise ItemGone
        return path, stamp

    def _color_keeper(self, item_id: int, version: str) -> Callable[[Future[Thumbnail]], None]:
        def keep(done: Future[Thumbnail]) -> None:
            if not done.cancelled() and done.exception() is None:
                self._keep_color(item_id, version, done.result())

        return keep

    def _keep_color(self, item_id: int, version: str, made: Thumbnail) -> None:
        """Told to nobody: whoever asked for the thumbnail has something better by now."""
        color = made.color
        if color is None:
            return

        def work(db: sqlite3.Connection) -> None:
            store_color(db, item_id, version, color)

        self._index.write(work)


def _must_be_image(item: StoredItem) -> None:
    if item.kind != "image":
        raise ThumbnailFailed("Videos have no thumbnail; open the file to see it.")
