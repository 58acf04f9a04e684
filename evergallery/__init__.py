"""Evergallery: an image gallery that always loads.

`evergallery.tab(folders=["outputs"])` inside a `gr.Blocks` puts the gallery into any Gradio app.
Importing this package does nothing else: no host is touched, nothing heavy is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

from .version import __version__

__all__ = ["__version__", "tab"]


def tab(
    folders: Sequence[str | PathLike[str]],
    *,
    title: str | None = None,
    data_dir: str | PathLike[str] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Any:
    """Put a gallery of `folders` where it is called, inside a `gr.Blocks`; one per app.

    `data_dir` keeps the index and the thumbnails (default: a folder in the user's cache, its name
    made from `folders`); `settings` are the names and values of docs/settings.md. The app's own
    login guards the gallery. Returns the `gr.HTML` that holds it. Raises SettingsInvalid.
    """
    from .hosts.embedded import embed

    return embed(folders, title=title, data_dir=data_dir, settings=settings or {})
