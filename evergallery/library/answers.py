"""What the library answers with: plain frozen values, safe to hand to any thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evergallery.errors import EvergalleryError

Sort = Literal["date", "name", "size", "dimensions"]
Phase = Literal["idle", "names", "details"]

Row = tuple[int, str, int, int, int, int, str, str, int, int]
"""(id, name, width, height, mtime_s, size_bytes, version, kind, color, marks), as it travels on the wire.

Width and height are 0 while not known, color is -1 or 0xRRGGBB, bit 0 of marks is "favourite". A file
that vanished after the view was made keeps its place as a row with an empty name.
"""

Group = tuple[str, int]
"""(day as YYYY-MM-DD or "", how many items), in the order of the view."""


@dataclass(frozen=True)
class Root:
    """An allowed folder and the name it is shown under; an empty label means the folder's own."""

    label: str
    path: Path


@dataclass(frozen=True)
class ViewQuery:
    """Which items, in which order. `folder` None means all; `limit` is the first window's size.

    The first window lies around the item `around`; where there is no such item in the view, around `offset`.
    """

    folder: int | None = None
    recursive: bool = True
    words: str = ""
    sort: Sort = "date"
    descending: bool = True
    limit: int = 120
    around: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class ViewPage:
    """A view just opened: its key for later calls, its size, and the first window."""

    key: str
    version: int
    total: int
    groups: Sequence[Group]
    offset: int
    items: Sequence[Row]


@dataclass(frozen=True)
class Window:
    """Rows `offset` … `offset + len(items)` of a view at `version`."""

    key: str
    version: int
    offset: int
    items: Sequence[Row]


@dataclass(frozen=True)
class Splice:
    """At `offset`, `removed` items make room for `inserted` others; the rest stays in order."""

    offset: int
    removed: int
    inserted: int


@dataclass(frozen=True)
class ViewChange:
    """What leads from one version of a view to the next.

    A session whose version is already `version` has nothing to do; one whose version is neither
    `from_version` nor `version` must open the view again.
    """

    key: str
    from_version: int
    version: int
    total: int
    groups: Sequence[Group]
    splice: Splice


@dataclass(frozen=True)
class FolderCount:
    """One folder of the tree: items directly in it, and with everything below it."""

    id: int
    parent: int | None
    name: str
    count: int
    total: int


@dataclass(frozen=True)
class ItemDetail:
    """Everything known about one file; the infotext also taken apart."""

    id: int
    name: str
    folder: int
    folder_name: str
    width: int
    height: int
    size_bytes: int
    mtime_s: int
    version: str
    kind: str
    media_type: str
    prompt: str
    negative_prompt: str
    parameters: Sequence[tuple[str, str]]
    infotext: str
    favourite: bool


@dataclass(frozen=True)
class Marked:
    """What is said about an item from now on."""

    id: int
    favourite: bool


@dataclass(frozen=True)
class Status:
    """How far the background work is. `seconds_left` is None when it cannot be told."""

    phase: Phase = "idle"
    found: int = 0
    done: int = 0
    per_second: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True)
class StoredFile:
    """A file that may be sent: checked to lie inside an allowed folder a moment ago.

    `version` is that of the content on disk; only when it equals the one in the address may the
    answer be cached for ever.
    """

    path: Path
    media_type: str
    name: str
    version: str


ThumbnailFound = bytes | EvergalleryError | None
"""A picture that lies there, why there will be none, or None for one that is not made yet."""


@dataclass(frozen=True)
class Change:
    """What happened since the last call of `on_change`."""

    items_added_or_removed: bool = False
    changed_ids: tuple[int, ...] = ()
    folders: bool = False
    progress: Status | None = None


OnChange = Callable[[Change], None]


def ignore(change: Change) -> None:
    """The `on_change` of somebody who does not want to know."""
