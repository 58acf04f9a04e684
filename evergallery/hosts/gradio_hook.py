"""Getting our routes onto the app that `launch()` or `gr.mount_gradio_app` is about to make.

Both call `App.create_app(blocks, …)` on every version from 3.41 to 6 (and leaving `with gr.Blocks()`
does, for an app that is thrown away). It is wrapped once per process; the wrapper looks for our mark on
a component of the blocks, so it also finds a gallery inside Blocks that others render, and touches
nothing else.
"""

from __future__ import annotations

import functools
from typing import Any, Protocol

from .callback import safe

_MARK = "evergallery_mount"


class MountsOn(Protocol):
    """What is marked: called with the Gradio App and the Blocks it serves, possibly several times."""

    def __call__(self, app: Any, blocks: Any) -> None: ...


def mark(component: Any, mount: MountsOn) -> None:
    """Have `mount` called for every app made from the Blocks that hold `component`."""
    setattr(component, _MARK, mount)
    _install()


def marked_in(blocks: Any) -> MountsOn | None:
    """The mark found in `blocks`, if any."""
    for component in list(blocks.blocks.values()):
        mount: MountsOn | None = getattr(component, _MARK, None)
        if mount is not None:
            return mount
    return None


def _install() -> None:
    from gradio.routes import App

    original = App.create_app
    if hasattr(original, _MARK):
        return

    @functools.wraps(original)
    def create_app(blocks: Any, *args: Any, **kwargs: Any) -> Any:
        app = original(blocks, *args, **kwargs)
        safe("adding the gallery's routes", _mount_marked)(blocks, app)
        return app

    setattr(create_app, _MARK, True)
    App.create_app = staticmethod(create_app)


def _mount_marked(blocks: Any, app: Any) -> None:
    mount = marked_in(blocks)
    if mount is not None:
        mount(app, blocks)
