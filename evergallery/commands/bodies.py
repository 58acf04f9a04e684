"""What travels on the wire as results and events, made from the library's answers.

Field names are the wire's; docs/commands.md shows them and is tested against this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct

from evergallery.library import (
    FolderCount,
    Group,
    ItemDetail,
    Marked,
    Row,
    Splice,
    Status,
    ViewChange,
    ViewPage,
    Window,
)

from .fingerprints import fingerprint_of

_COLOR = 8  # its place in a Row


class EmptyBody(Struct, frozen=True):
    """Nothing to say but "done"."""


class ViewBody(Struct, frozen=True):
    """A view just opened, with its first rows: all a first screen needs.

    `unchanged`: groups and rows are those the client said it knows, and are left out.
    """

    view: str
    version: int
    total: int
    groups: Sequence[Group]
    offset: int
    items: Sequence[Row]
    fingerprint: str
    unchanged: bool = False


class WindowBody(Struct, frozen=True):
    """Rows `offset` … of a view at `version`."""

    view: str
    version: int
    offset: int
    items: Sequence[Row]


class OffsetBody(Struct, frozen=True):
    """Where an item stands in a view; -1 when it is not in it."""

    offset: int


class FolderBody(Struct, frozen=True):
    """`count` is directly in the folder, `total` with everything below it."""

    id: int
    parent: int | None
    name: str
    count: int
    total: int


class FoldersBody(Struct, frozen=True):
    """The tree; a parent stands before its children. `unchanged`: it is the one the client knows, and is left out."""

    folders: Sequence[FolderBody]
    fingerprint: str
    unchanged: bool = False


class ItemBody(Struct, frozen=True):
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


class MarkBody(Struct, frozen=True):
    """What is said about an item from now on."""

    id: int
    favourite: bool


class StatusBody(Struct, frozen=True):
    """How far the background work is; `seconds_left` null when it cannot be told.

    `event_loop_lag_ms`: how late the server's loop was at worst in the last minute; null where nobody measured.
    """

    phase: Literal["idle", "names", "details"]
    found: int
    done: int
    per_second: float
    seconds_left: float | None
    event_loop_lag_ms: int | None = None


class SpliceBody(Struct, frozen=True):
    """At `offset`, `removed` rows make room for `inserted` others."""

    offset: int
    removed: int
    inserted: int


class ViewChangedBody(Struct, frozen=True):
    """Leads a view from `from_version` to `version`; any other version must be opened again."""

    view: str
    from_version: int
    version: int
    total: int
    groups: Sequence[Group]
    splice: SpliceBody


class ItemsChangedBody(Struct, frozen=True):
    """Rows to fetch again: overwritten, or details now known. Their places stay the same."""

    ids: Sequence[int]


class SettingsBody(Struct, frozen=True):
    """The client's settings as in the welcome."""

    settings: dict[str, Any]


def view_body(page: ViewPage, known: str = "") -> ViewBody:
    """Without what a client that knows this fingerprint has already."""
    rows = [_steady(row) for row in page.items]
    fingerprint = fingerprint_of((page.total, page.groups, page.offset, rows))
    if fingerprint == known:
        return ViewBody(page.key, page.version, page.total, [], page.offset, [], fingerprint, True)
    return ViewBody(
        page.key, page.version, page.total, page.groups, page.offset, page.items, fingerprint
    )


def _steady(row: Row) -> tuple[object, ...]:
    """Without the colour: it is learnt with the first thumbnail, without a word, and only a place for one shows it."""
    return (*row[:_COLOR], *row[_COLOR + 1 :])


def window_body(window: Window) -> WindowBody:
    return WindowBody(window.key, window.version, window.offset, window.items)


def folders_body(folders: Sequence[FolderCount], known: str = "") -> FoldersBody:
    """Without the tree where the client knows this fingerprint."""
    tree = [FolderBody(f.id, f.parent, f.name, f.count, f.total) for f in folders]
    fingerprint = fingerprint_of(tree)
    is_known = fingerprint == known
    return FoldersBody([] if is_known else tree, fingerprint, is_known)


def item_body(item: ItemDetail) -> ItemBody:
    return ItemBody(**{name: getattr(item, name) for name in ItemBody.__struct_fields__})


def mark_body(marked: Marked) -> MarkBody:
    return MarkBody(marked.id, marked.favourite)


def status_body(status: Status, event_loop_lag_ms: int | None = None) -> StatusBody:
    return StatusBody(
        phase=status.phase,
        found=status.found,
        done=status.done,
        per_second=status.per_second,
        seconds_left=status.seconds_left,
        event_loop_lag_ms=event_loop_lag_ms,
    )


def splice_body(splice: Splice) -> SpliceBody:
    return SpliceBody(splice.offset, splice.removed, splice.inserted)


def view_changed_body(change: ViewChange) -> ViewChangedBody:
    return ViewChangedBody(
        change.key,
        change.from_version,
        change.version,
        change.total,
        change.groups,
        splice_body(change.splice),
    )
