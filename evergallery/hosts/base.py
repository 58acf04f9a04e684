"""What the rest of this floor knows of a web UI: its capabilities, and what it must answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evergallery.library.answers import Root
from evergallery.settings import Settings


@dataclass(frozen=True)
class Capabilities:
    """What a web UI offers, found by looking at it and never by its version."""

    name: str
    """`host` of the boot attribute: a1111, sdnext, standalone or gradio."""
    title: str
    """Title of the tab; SD.Next has a "Gallery" of its own."""
    outputs: tuple[tuple[str, str], ...]
    """Options that name a folder with pictures, each with the label of its folder."""
    sample_base: str = ""
    grid_base: str = ""
    """Options whose folder leads the others' when it is set (SD.Next); empty: there are none."""


class Host(Protocol):
    """One web UI with the gallery in it. `start` and `stop` bracket its life, and never raise."""

    @property
    def capabilities(self) -> Capabilities: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def settings(self) -> Settings:
        """As they are now; a value that cannot be used keeps its default."""
        ...

    def roots(self) -> list[Root]:
        """The allowed folders as they are configured now, existing or not."""
        ...

    def data_dir(self) -> Path:
        """Where the index and the thumbnails live."""
        ...


SettingsNow = Callable[[], Settings]
RootsNow = Callable[[], list[Root]]
