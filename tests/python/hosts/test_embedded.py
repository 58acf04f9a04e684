from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import evergallery
from evergallery.errors import SettingsInvalid
from evergallery.hosts.embedded import default_data_dir, folder_root
from evergallery.library.answers import Root


@pytest.fixture(autouse=True)
def stopped(gradio: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What would stop at the end of the process stops at the end of the test, and Gradio is as it was."""
    from gradio.routes import App

    original = vars(App)["create_app"]
    at_exit: list[Callable[[], None]] = []
    monkeypatch.setattr(atexit, "register", at_exit.append)
    yield
    for stop in at_exit:
        stop()
    App.create_app = original


def routes_of(app: Any) -> list[str]:
    return [getattr(route, "path", "") for route in app.router.routes]


def test_a_tab_puts_our_routes_in_front_of_the_apps_own(gradio: ModuleType, tmp_path: Path) -> None:
    from gradio.routes import App

    with gradio.Blocks() as blocks:
        evergallery.tab([tmp_path], data_dir=tmp_path / "data")
    assert routes_of(App.create_app(blocks))[0] == "/evergallery/v1/socket"
    assert (tmp_path / "data").is_dir()


def test_outside_of_blocks_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"inside `with gr.Blocks\(\):`"):
        evergallery.tab([tmp_path], data_dir=tmp_path / "data")


def test_an_app_holds_one_gallery(gradio: ModuleType, tmp_path: Path) -> None:
    with gradio.Blocks():
        evergallery.tab([tmp_path], data_dir=tmp_path / "data")
        with pytest.raises(SettingsInvalid, match="one gallery"):
            evergallery.tab([tmp_path], data_dir=tmp_path / "data")


def test_a_gallery_needs_a_folder(gradio: ModuleType) -> None:
    with gradio.Blocks(), pytest.raises(SettingsInvalid, match="at least one folder"):
        evergallery.tab([])


def test_a_setting_that_cannot_be_used_is_refused(gradio: ModuleType, tmp_path: Path) -> None:
    with gradio.Blocks(), pytest.raises(SettingsInvalid, match="Connection must be one of"):
        evergallery.tab([tmp_path], settings={"transport": "pigeon"})


def test_each_set_of_folders_has_an_index_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, second = (default_data_dir([Root("x", Path(name))]) for name in ("/a", "/b"))
    assert first != second
    assert first.parent == second.parent == tmp_path / "evergallery"
    assert first == default_data_dir([Root("another label", Path("/a"))])


def test_a_folder_is_shown_by_its_own_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert folder_root("outputs") == Root("outputs", tmp_path / "outputs")
    assert folder_root("/") == Root("/", Path("/"))
