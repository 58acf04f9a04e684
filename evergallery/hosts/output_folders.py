"""From a web UI's options to the allowed folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from evergallery.library.answers import Root

from .base import Capabilities


def output_roots(
    capabilities: Capabilities, option: Callable[[str], str], data_path: Path
) -> list[Root]:
    """The folders named by the options that are set; `option` reads one, "" when it is empty."""
    roots = []
    for name, label in capabilities.outputs:
        folder = option(name)
        base = option(_base_of(capabilities, name))
        if folder:
            roots.append(Root(label, located(os.path.join(base, folder), data_path)))
    return roots


def extra_roots(folders: Iterable[str], data_path: Path) -> list[Root]:
    """The folders a person added; relative ones lie in the web UI's data folder."""
    paths = [data_path / os.path.expanduser(folder) for folder in folders]
    return [Root(path.name or str(path), absolute(path)) for path in paths]


def located(folder: str, data_path: Path) -> Path:
    """Where a relative output folder really is.

    The hosts save relative to the working directory (`images.save_image` joins and opens, no more).
    That is the data folder too, unless started with --data-dir; then an existing one decides.
    """
    here = absolute(Path(os.path.expanduser(folder)))
    there = absolute(data_path / folder)
    return there if there.is_dir() and not here.is_dir() else here


def absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _base_of(capabilities: Capabilities, name: str) -> str:
    if name in (capabilities.sample_base, capabilities.grid_base):
        return ""
    return capabilities.grid_base if name.endswith("_grids") else capabilities.sample_base
