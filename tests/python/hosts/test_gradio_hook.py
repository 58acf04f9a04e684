from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from evergallery.hosts.gradio_hook import mark, marked_in


@pytest.fixture
def create_app(gradio: ModuleType) -> Iterator[None]:
    """Gradio's own function is put back afterwards."""
    from gradio.routes import App

    original = vars(App)["create_app"]
    yield
    App.create_app = original


class Mounts:
    def __init__(self) -> None:
        self.seen: list[tuple[Any, Any]] = []

    def __call__(self, app: Any, blocks: Any) -> None:
        self.seen.append((app, blocks))


@pytest.mark.usefixtures("create_app")
def test_every_app_made_from_marked_blocks_is_mounted_on(gradio: ModuleType) -> None:
    mounts = Mounts()
    with gradio.Blocks() as blocks:
        mark(gradio.HTML("x"), mounts)
    from gradio.routes import App

    app = App.create_app(blocks)
    assert mounts.seen[-1] == (app, blocks)


@pytest.mark.usefixtures("create_app")
def test_a_mark_is_found_in_blocks_that_others_render(gradio: ModuleType) -> None:
    mounts = Mounts()
    with gradio.Blocks() as inner:
        mark(gradio.HTML("x"), mounts)
    with gradio.Blocks() as outer:
        inner.render()
    assert marked_in(outer) is mounts


@pytest.mark.usefixtures("create_app")
def test_apps_without_a_mark_are_left_alone(gradio: ModuleType) -> None:
    from gradio.routes import App

    mounts = Mounts()
    with gradio.Blocks():
        mark(gradio.HTML("x"), mounts)
    before = len(mounts.seen)
    with gradio.Blocks() as other:
        gradio.HTML("y")
    App.create_app(other)
    assert len(mounts.seen) == before


@pytest.mark.usefixtures("create_app")
def test_gradio_is_wrapped_once_however_many_galleries(gradio: ModuleType) -> None:
    from gradio.routes import App

    with gradio.Blocks():
        mark(gradio.HTML("x"), Mounts())
        first = App.create_app
        mark(gradio.HTML("y"), Mounts())
    assert App.create_app is first


@pytest.mark.usefixtures("create_app")
def test_an_error_while_mounting_does_not_stop_the_app(
    gradio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(app: Any, blocks: Any) -> None:
        raise RuntimeError("no")

    with gradio.Blocks():
        mark(gradio.HTML("x"), fails)
    assert "adding the gallery's routes failed" in caplog.text
