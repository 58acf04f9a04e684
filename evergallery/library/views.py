"""Open views: the ids of a query in order, kept while the library does not change."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from evergallery.errors import ViewUnknown

from .answers import Row, ViewChange, ViewPage, ViewQuery, Window
from .changes import Generation
from .index import Index
from .queries import Selection, select
from .rows import rows_of
from .splices import splice_between

_IDS_KEPT = 4_000_000
"""32 MB of ids over all views; beyond that the view unused for longest is made again when asked."""

_VIEWS_KEPT = 256
_QUERIES_KEPT = 4096


class _State(NamedTuple):
    version: int
    selection: Selection


@dataclass
class _View:
    """`told` is the state the last `refresh` led to, `current` the newest one made."""

    query: ViewQuery
    generation: Generation
    current: _State
    told: _State
    lock: threading.Lock = field(default_factory=threading.Lock)


class Views:
    """A cache with one entry per distinct query; every session with that query shares it."""

    def __init__(self, index: Index, generation: Callable[[], Generation]) -> None:
        self._index = index
        self._generation = generation
        self._versions = itertools.count(1)
        self._views: OrderedDict[str, _View] = OrderedDict()
        self._queries: OrderedDict[str, ViewQuery] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, query: ViewQuery) -> ViewPage:
        key = key_of(query)
        view = self._view(key, query)
        self._update(view)
        version, selection = view.current
        start = _start_of(query, selection.ids)
        items = self._rows(selection.ids[start : start + max(0, query.limit)])
        return ViewPage(key, version, len(selection.ids), selection.groups, start, items)

    def window(self, key: str, offset: int, limit: int) -> Window:
        """Of the newest state that was made; whoever holds an older one is told by `refresh`."""
        view = self._known(key)
        offset = max(0, offset)
        version, selection = view.current
        items = self._rows(selection.ids[offset : offset + max(0, limit)])
        return Window(key, version, offset, items)

    def locate(self, key: str, item_id: int) -> int:
        try:
            return self._known(key).current.selection.ids.index(item_id)
        except ValueError:
            return -1

    def refresh(self, key: str) -> ViewChange | None:
        """What changed since this was last asked (or since the view was first opened)."""
        view = self._known(key)
        self._update(view)
        with view.lock:
            (from_version, old), (version, new) = view.told, view.current
            view.told = view.current
        if from_version == version:
            return None
        splice = splice_between(old.ids, new.ids)
        return ViewChange(key, from_version, version, len(new.ids), new.groups, splice)

    def _rows(self, ids: array[int]) -> list[Row]:
        with self._index.reading() as db:
            return rows_of(db, ids)

    def _known(self, key: str) -> _View:
        with self._lock:
            query = self._queries.get(key)
        if query is None:
            raise ViewUnknown
        return self._view(key, query)

    def _view(self, key: str, query: ViewQuery) -> _View:
        with self._lock:
            view = self._views.get(key)
            if view is not None:
                self._views.move_to_end(key)
                return view
        generation, selection = self._selected(query)
        with self._lock:
            state = _State(next(self._versions), selection)
            made = _View(query, generation, state, state)
            view = self._views.setdefault(key, made)
            self._queries[key] = query
            self._queries.move_to_end(key)
            self._shrink()
        return view

    def _update(self, view: _View) -> None:
        """Make the view again if the library changed in a way that concerns it."""
        with view.lock:
            if not _is_stale(view, self._generation()):
                return
            generation, selection = self._selected(view.query)
            view.generation = generation
            if selection != view.current.selection:
                view.current = _State(next(self._versions), selection)

    def _selected(self, query: ViewQuery) -> tuple[Generation, Selection]:
        """The generation is read first: a change during the query makes it stale, never missed."""
        generation = self._generation()
        with self._index.reading() as db:
            return generation, select(db, query)

    def _shrink(self) -> None:
        while len(self._queries) > _QUERIES_KEPT:
            self._queries.popitem(last=False)
        while len(self._views) > 1 and (
            len(self._views) > _VIEWS_KEPT
            or sum(len(view.current.selection.ids) for view in self._views.values()) > _IDS_KEPT
        ):
            self._views.popitem(last=False)


def key_of(query: ViewQuery) -> str:
    """The same for every query that shows the same; the window's size does not matter."""
    words = " ".join(query.words.split())
    parts = [query.folder, query.recursive, words, query.sort, query.descending]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=12).hexdigest()


def _start_of(query: ViewQuery, ids: array[int]) -> int:
    """Of the first window: what it is to lie around is in its middle, and no window begins past the end."""
    middle = query.offset
    if query.around is not None:
        with contextlib.suppress(ValueError):
            middle = ids.index(query.around)
    return max(0, min(middle, len(ids)) - query.limit // 2)


def _is_stale(view: _View, now: Generation) -> bool:
    """Details only matter to views that sort or search by them."""
    if view.generation.members != now.members:
        return True
    depends_on_details = view.query.sort == "dimensions" or bool(view.query.words.strip())
    return depends_on_details and view.generation.details != now.details
