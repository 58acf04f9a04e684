"""The tree of folders with its counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from evergallery.errors import FolderUnknown

from . import names
from .answers import FolderCount


@dataclass(frozen=True)
class _Folder:
    id: int
    parent: int | None
    name: str
    count: int


def folder_tree(db: sqlite3.Connection, labels: Mapping[str, str]) -> list[FolderCount]:
    """Shown folders, parents before children, siblings in natural order. `labels` name roots."""
    children: dict[int | None, list[_Folder]] = {}
    for folder in _shown_folders(db, labels):
        children.setdefault(folder.parent, []).append(folder)
    for siblings in children.values():
        siblings.sort(key=lambda folder: names.sort_key(folder.name))
    ordered = _parents_first(children)
    totals = _totals(ordered)
    return [
        FolderCount(folder.id, folder.parent, folder.name, folder.count, totals[folder.id])
        for folder in ordered
    ]


def _shown_folders(db: sqlite3.Connection, labels: Mapping[str, str]) -> list[_Folder]:
    """A parent that is not shown is none: its child is a root."""
    rows = db.execute("SELECT id, parent, path, name, count FROM folder WHERE is_shown").fetchall()
    shown = {row[0] for row in rows}
    return [
        _Folder(
            folder,
            parent if parent in shown else None,
            labels.get(names.from_stored(path)) or name,
            count,
        )
        for folder, parent, path, name, count in rows
    ]


def _parents_first(children: Mapping[int | None, list[_Folder]]) -> list[_Folder]:
    ordered: list[_Folder] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        folder = waiting.pop()
        ordered.append(folder)
        waiting.extend(children.get(folder.id, [])[::-1])
    return ordered


def _totals(ordered: list[_Folder]) -> dict[int, int]:
    """From the leaves up; the depth of the tree does not matter."""
    totals = {folder.id: folder.count for folder in ordered}
    for folder in reversed(ordered):
        if folder.parent is not None:
            totals[folder.parent] += totals[folder.id]
    return totals


class Scope(NamedTuple):
    """The folders a query speaks of; `is_everything`: no item of the index lies outside."""

    ids: tuple[int, ...]
    is_everything: bool


def scope_of(db: sqlite3.Connection, folder: int | None, is_recursive: bool) -> Scope:
    """Raises FolderUnknown; a hidden folder is unknown too."""
    rows = db.execute("SELECT id, parent, is_shown FROM folder").fetchall()
    shown = {row[0]: row[1] for row in rows if row[2]}
    if folder is None:
        return Scope(tuple(shown), len(shown) == len(rows))
    if folder not in shown:
        raise FolderUnknown
    ids = _below(folder, shown) if is_recursive else [folder]
    return Scope(tuple(ids), len(ids) == len(rows))


def _below(folder: int, parents: Mapping[int, int | None]) -> list[int]:
    children: dict[int | None, list[int]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    found = [folder]
    for known in found:
        found.extend(children.get(known, ()))
    return found
