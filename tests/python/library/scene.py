"""A folder with pictures, a library that shows it, and patience."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from evergallery.library import Change, Library, Root, Row, ViewQuery

PATIENCE_S = 20.0


def picture(path: Path, text: str = "", size: tuple[int, int] = (8, 6), mtime_s: int = 0) -> Path:
    """A PNG with this infotext; `mtime_s` 0 leaves the time of writing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    info = PngInfo()
    if text:
        info.add_itxt("parameters", text)
    Image.new("RGB", size, (200, 40, 40)).save(path, "PNG", pnginfo=info)
    if mtime_s:
        os.utime(path, (mtime_s, mtime_s))
    return path


def wait_until(holds: Callable[[], object]) -> None:
    """Until the condition is true; after long patience the test fails."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


@dataclass
class Scene:
    """What a test looks at. `changes` collects everything `on_change` was told."""

    library: Library
    folder: Path
    changes: list[Change] = field(default_factory=list)

    def names(self, query: ViewQuery | None = None) -> list[str]:
        return [row[1] for row in self.rows(query)]

    def rows(self, query: ViewQuery | None = None) -> list[Row]:
        page = self.library.open_view(query or ViewQuery(sort="name", descending=False))
        return list(self.library.window(page.key, 0, page.total).items)

    def row(self, name: str) -> Row:
        return next(row for row in self.rows() if row[1] == name)

    def id_of(self, name: str) -> int:
        return self.row(name)[0]

    def wait_for(self, *names: str) -> None:
        wait_until(lambda: self.names() == list(names))

    def rest(self) -> None:
        """Until the scan asked for last is through."""
        wait_until(lambda: self.changes and self._is_idle())

    def rescan(self) -> None:
        self.changes.clear()
        self.library.rescan()
        self.rest()

    def _is_idle(self) -> bool:
        told = [change.progress for change in self.changes if change.progress]
        return bool(told) and told[-1].phase == "idle"


@contextmanager
def showing(
    folder: Path,
    *others: Path,
    data: Path | None = None,
    watch: bool = False,
    rescan_s: float = 3600,
) -> Iterator[Scene]:
    """A scanned library of these folders. Nothing is rescanned unless a test asks."""
    changes: list[Change] = []
    library = Library(
        data or folder.parent / "data", on_change=changes.append, watch=watch, rescan_s=rescan_s
    )
    scene = Scene(library, folder, changes)
    library.start([Root("", path) for path in (folder, *others)])
    try:
        scene.rest()
        yield scene
    finally:
        library.stop()
