"""`evergallery.tab()`: the gallery inside anybody's Gradio app."""

from __future__ import annotations

import atexit
import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evergallery.errors import SettingsInvalid
from evergallery.library.answers import Root
from evergallery.settings import Settings, with_values

from .assembly import Assembly
from .base import Capabilities
from .gradio_hook import mark, marked_in
from .gradio_tab import add_boot_script, add_gallery
from .output_folders import absolute


class EmbeddedHost:
    """Settings and folders as they were given: nothing here changes at run time."""

    def __init__(
        self, name: str, title: str, settings: Settings, roots: Sequence[Root], data_dir: Path
    ) -> None:
        self.capabilities = Capabilities(name=name, title=title, outputs=())
        self._settings = settings
        self._roots = list(roots)
        self._data_dir = data_dir
        self.assembly = Assembly(self)

    def start(self) -> None:
        self.assembly.start()

    def stop(self) -> None:
        self.assembly.stop()

    def settings(self) -> Settings:
        return self._settings

    def roots(self) -> list[Root]:
        return self._roots

    def data_dir(self) -> Path:
        return self._data_dir

    def mount(self, app: Any, blocks: Any) -> None:
        """On the app of a launch; the one made when `with gr.Blocks()` ends serves nobody, but is alike."""
        self.assembly.mount(app, ("",))
        self.assembly.start()


def embed(
    folders: Sequence[str | os.PathLike[str]],
    *,
    title: str | None,
    data_dir: str | os.PathLike[str] | None,
    settings: Mapping[str, Any],
) -> Any:
    """See `evergallery.tab`."""
    values = with_values(Settings(), settings)
    roots = [folder_root(folder) for folder in [*folders, *values.extra_folders]]
    if not roots:
        raise SettingsInvalid("A gallery needs at least one folder.")
    place = absolute(Path(data_dir).expanduser()) if data_dir else default_data_dir(roots)
    host = EmbeddedHost("gradio", title or "Gallery", values, roots, place)
    atexit.register(host.stop)
    return add_to_page(host)


def add_to_page(host: EmbeddedHost) -> Any:
    """Element, endpoint, boot script and mark, inside the `gr.Blocks` being built."""
    blocks = blocks_being_built()
    if marked_in(blocks) is not None:
        raise SettingsInvalid("An app holds one gallery: give all folders to one tab().")
    component = add_gallery(host.assembly)
    add_boot_script(blocks, host.assembly)
    mark(component, host.mount)
    return component


def blocks_being_built() -> Any:
    from gradio.context import Context

    if Context.root_block is None:
        raise SettingsInvalid("Call evergallery.tab() inside `with gr.Blocks():`.")
    return Context.root_block


def folder_root(folder: str | os.PathLike[str]) -> Root:
    path = absolute(Path(folder).expanduser())
    return Root(path.name or str(path), path)


def default_data_dir(roots: Sequence[Root]) -> Path:
    """One per set of folders, in the user's cache, so that two apps do not share an index by accident."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    names = "\n".join(str(root.path) for root in roots)
    return (
        cache
        / "evergallery"
        / hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    )
