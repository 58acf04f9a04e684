"""The extension as web UIs load it: outside sys.modules, again after "Reload UI", on a new app."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from tests.hosts.fake_web_ui import FakeWebUi, Kind
from tests.hosts.matrix import ROOT
from tests.hosts.quiet_gradio import gradio_without_leaks


@pytest.fixture(params=["a1111", "forge", "sdnext"])
def web_ui(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FakeWebUi]:
    """With the extension as a link in its folder of extensions."""
    kind: Kind = request.param
    (tmp_path / "extensions").mkdir()
    extension = tmp_path / "extensions/evergallery"
    extension.symlink_to(ROOT, target_is_directory=True)
    with gradio_without_leaks(monkeypatch), FakeWebUi(kind, tmp_path) as web_ui:
        web_ui.extensions.append(extension)
        yield web_ui


def our_paths(app: Any) -> list[str]:
    return [route.path for route in app.router.routes]


def test_loading_leaves_nothing_behind_but_the_package(web_ui: FakeWebUi) -> None:
    path, modules = list(sys.path), set(sys.modules)
    web_ui.load_scripts()
    assert sys.path == path
    added = set(sys.modules) - modules
    outside = {name.split(".")[0] for name in added} - sys.stdlib_module_names
    assert outside <= {"evergallery"}


def test_loading_makes_no_file_and_no_thread(web_ui: FakeWebUi) -> None:
    threads = threading.active_count()
    web_ui.load_scripts()
    assert threading.active_count() == threads
    assert not (web_ui.folder / "evergallery").exists()


def test_a_start_gives_settings_a_tab_and_routes(web_ui: FakeWebUi) -> None:
    app = Starlette()
    web_ui.load_scripts()
    web_ui.run("ui_settings")
    ((tab,),) = web_ui.run("ui_tabs")
    web_ui.launch(app)
    assert tab[1:] == ("Evergallery" if web_ui.kind == "sdnext" else "Gallery", "evergallery")
    assert "evergallery_transport" in web_ui.opts.data_labels
    assert "/evergallery/v1/socket" in our_paths(app)
    assert (web_ui.folder / "evergallery").is_dir()


def test_after_a_reload_everything_is_there_once_on_the_new_app(web_ui: FakeWebUi) -> None:
    apps = [Starlette(), Starlette()]
    for app in apps:
        web_ui.load_scripts()
        web_ui.run("ui_settings")
        assert len(web_ui.run("ui_tabs")) == 1
        web_ui.launch(app)
        host = web_ui.shared._evergallery_host
        assert host._assembly._is_running
        web_ui.unload()
        assert not host._assembly._is_running
    assert our_paths(apps[0]) == our_paths(apps[1]) != []


def test_a_reload_that_announces_nothing_still_leaves_one_running(web_ui: FakeWebUi) -> None:
    hosts = []
    for _ in range(2):
        web_ui.load_scripts()
        web_ui.launch(Starlette())
        hosts.append(web_ui.shared._evergallery_host)
    assert [host._assembly._is_running for host in hosts] == [False, True]


def test_a_second_copy_does_not_disturb_the_first(
    web_ui: FakeWebUi, caplog: pytest.LogCaptureFixture
) -> None:
    copy = web_ui.folder / "extensions/evergallery-copy"
    (copy / "scripts").mkdir(parents=True)
    script = "scripts/evergallery_main.py"
    (copy / script).write_text((ROOT / script).read_text("utf-8"), "utf-8")
    web_ui.extensions.append(copy)
    web_ui.load_scripts()
    assert len(web_ui.run("ui_tabs")) == 1
    assert caplog.text.count("two copies are installed") == 1


def test_a_subpath_of_sdnext_is_served_too(web_ui: FakeWebUi) -> None:
    web_ui.cmd_opts.subpath = "/sd"
    app = Starlette()
    web_ui.load_scripts()
    web_ui.launch(app)
    assert ("/sd/evergallery/v1/socket" in our_paths(app)) == (web_ui.kind == "sdnext")


def test_scripts_hold_one_file_without_classes() -> None:
    (script,) = (ROOT / "scripts").glob("*.py")
    assert "class " not in script.read_text("utf-8").split('"""')[2]
