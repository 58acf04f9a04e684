from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.hosts.fake_web_ui import FakeWebUi
from tests.hosts.quiet_gradio import gradio_without_leaks


@pytest.fixture
def a1111(tmp_path: Path) -> Iterator[FakeWebUi]:
    with FakeWebUi("a1111", tmp_path) as web_ui:
        yield web_ui


@pytest.fixture
def sdnext(tmp_path: Path) -> Iterator[FakeWebUi]:
    with FakeWebUi("sdnext", tmp_path) as web_ui:
        yield web_ui


@pytest.fixture
def app() -> Any:
    """An app with one page, as plain as our routes need it."""
    from starlette.applications import Starlette

    return Starlette()


@pytest.fixture
def gradio(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The newest Gradio; the event loops its Blocks make on the way are closed, which it never does."""
    with gradio_without_leaks(monkeypatch) as gradio:
        yield gradio
