"""Allowed folders: the only place where a string becomes a path.

Links are never followed inside a root: what a link points to is either inside a root, and found
there, or outside, and not ours. So nothing is shown twice, and no link leads out or in circles.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from . import formats
from .answers import Root


class Place(NamedTuple):
    """Where an item lives: real path of its folder, and its name there."""

    folder: str
    name: str

    @property
    def path(self) -> str:
        return os.path.join(self.folder, self.name)


@dataclass(frozen=True)
class AllowedFolders:
    """`tops` are real paths none of which lies inside another; `labels` names every root.

    `apart` is a folder that is never shown, wherever it lies: our own data.
    """

    tops: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    apart: str = ""

    @classmethod
    def of(cls, roots: Sequence[Root], apart: str | Path = "") -> AllowedFolders:
        """Symlinks in the roots themselves are resolved here; the first label of a folder wins."""
        labels: dict[str, str] = {}
        for root in roots:
            labels.setdefault(os.path.realpath(root.path), root.label)
        tops = [path for path in labels if not any(_is_below(path, other) for other in labels)]
        return cls(tuple(tops), tuple(labels.items()), os.path.realpath(apart) if apart else "")

    def contains(self, real: str) -> bool:
        """Whether `real`, already free of links, is a root or lies inside one."""
        return not self.is_apart(real) and any(
            real == top or _is_below(real, top) for top in self.tops
        )

    def is_apart(self, real: str) -> bool:
        return bool(self.apart) and (real == self.apart or _is_below(real, self.apart))

    def place_of(self, path: str | Path) -> Place | None:
        """The place of an item's file, existing or not; None when it may not be shown."""
        try:
            folder, name = os.path.split(os.path.abspath(path))
            real = os.path.realpath(folder)
        except (OSError, ValueError):
            return None
        if formats.format_of(name) is None or not self._is_visible(real):
            return None
        return Place(real, name)

    def folder_of(self, path: str | Path) -> str | None:
        """The real path of a folder that may be listed, existing or not."""
        try:
            real = os.path.realpath(path)
        except (OSError, ValueError):
            return None
        return real if self._is_visible(real) else None

    def holds(self, folder: str) -> bool:
        """Whether an indexed folder may be read right now: inside an allowed one, and no link leads elsewhere."""
        return self.contains(folder) and os.path.realpath(folder) == folder

    def ancestry(self, folder: str) -> list[str]:
        """`folder` and what it lies in, from the root down; empty when it lies in none."""
        top = next((top for top in self.tops if folder == top or _is_below(folder, top)), None)
        if top is None:
            return []
        steps = [folder]
        while steps[-1] != top:
            steps.append(os.path.dirname(steps[-1]))
        return steps[::-1]

    def _is_visible(self, real: str) -> bool:
        """Dot folders below a root are caches, trash and repositories of other programs."""
        below = self.ancestry(real)
        return (
            bool(below)
            and not self.is_apart(real)
            and not any(is_hidden(os.path.basename(step)) for step in below[1:])
        )


class Listing(NamedTuple):
    """One folder as found: `mtime_ns` from before it was read, so that later changes show."""

    folder: str
    mtime_ns: int
    files: list[tuple[str, os.stat_result]]
    folders: list[str]


def list_folder(folder: str) -> Listing:
    """Names, sizes and times of the items and the sub-folders. Raises OSError."""
    mtime_ns = os.stat(folder).st_mtime_ns
    files: list[tuple[str, os.stat_result]] = []
    folders: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            _sort_entry(entry, files, folders)
    return Listing(folder, mtime_ns, files, folders)


def _sort_entry(
    entry: os.DirEntry[str], files: list[tuple[str, os.stat_result]], folders: list[str]
) -> None:
    """A file that vanishes between listing and stat was never there; `.tmp` files do that."""
    try:
        if formats.format_of(entry.name) is not None and entry.is_file(follow_symlinks=False):
            files.append((entry.name, entry.stat(follow_symlinks=False)))
        elif not is_hidden(entry.name) and is_real_folder(entry):
            folders.append(entry.path)
    except OSError:
        return


def is_real_folder(entry: os.DirEntry[str]) -> bool:
    """A folder reached by its own name: no symlink, no Windows junction."""
    return entry.is_dir(follow_symlinks=False) and (
        os.name != "nt" or os.path.realpath(entry.path) == entry.path
    )


def is_itself(folder: str) -> bool:
    """Whether there is a folder of this path, reached without any link."""
    return os.path.isdir(folder) and os.path.realpath(folder) == folder


def is_empty(folder: str) -> bool:
    """Also True when it cannot be listed: a mount point without its drive looks like this."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return True


def is_hidden(name: str) -> bool:
    return name.startswith(".")


def numbered_siblings(place: Place) -> Iterator[Place]:
    """Files `name-1.png`, `name-2.png`… beside `name.png`: what AUTOMATIC1111 writes on a collision."""
    stem, extension = os.path.splitext(place.name)
    try:
        names = os.listdir(place.folder)
    except OSError:
        return
    for name in names:
        number = name[len(stem) + 1 : len(name) - len(extension)]
        if name == f"{stem}-{number}{extension}" and number.isdigit():
            yield Place(place.folder, name)


def _is_below(path: str, top: str) -> bool:
    """With the separator, so that `/out2` is not taken for a part of `/out`."""
    return path != top and os.path.normcase(path).startswith(
        os.path.join(os.path.normcase(top), "")
    )
