from __future__ import annotations

from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from evergallery.hosts.a1111 import A1111Host
from evergallery.library.answers import Root
from tests.hosts.fake_web_ui import FakeDemo, FakeWebUi


@pytest.fixture
def host(a1111: FakeWebUi) -> A1111Host:
    host = A1111Host()
    a1111.shared._evergallery_host = host  # so that it is stopped with the web UI
    host.start()
    return host


@pytest.fixture
def heard(host: A1111Host, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What the host tells its assembly."""
    heard: list[tuple[str, Any]] = []
    for name in ("start", "stop", "mount", "saved", "settings_changed", "refresh_roots"):
        monkeypatch.setattr(
            host._assembly, name, lambda *args, name=name: heard.append((name, args))
        )
    return heard


def test_output_folders_come_from_the_options(host: A1111Host, a1111: FakeWebUi) -> None:
    assert host.roots()[0] == Root("txt2img", a1111.folder / "outputs/txt2img-images")
    assert [root.label for root in host.roots()] == [
        "txt2img", "img2img", "Extras", "Saved", "txt2img grids", "img2img grids", "Init images",
    ]  # fmt: skip


def test_a_changed_folder_is_read_again(host: A1111Host, a1111: FakeWebUi) -> None:
    a1111.opts.set("outdir_samples", "/mnt/all")
    assert host.roots()[0] == Root("Images", Path("/mnt/all"))


def test_extra_folders_come_last(host: A1111Host, a1111: FakeWebUi) -> None:
    a1111.opts.data["evergallery_extra_folders"] = "more"
    assert host.roots()[-1] == Root("more", a1111.folder / "more")


def test_data_lies_in_the_data_path(tmp_path: Path) -> None:
    with FakeWebUi("a1111", tmp_path, data_path=tmp_path / "elsewhere"):
        assert A1111Host().data_dir() == tmp_path / "elsewhere/evergallery"


def test_the_tab_is_called_gallery(host: A1111Host, a1111: FakeWebUi, gradio: ModuleType) -> None:
    ((_, title, element_id),) = a1111.run("ui_tabs")[0]
    assert (title, element_id) == ("Gallery", "evergallery")


def test_a_saved_image_is_made_absolute(
    a1111: FakeWebUi, heard: list[tuple[str, Any]], host: A1111Host
) -> None:
    a1111.run("image_saved", SimpleNamespace(filename="outputs/txt2img-images/x.png", p=None))
    assert heard == [("saved", (a1111.folder / "outputs/txt2img-images/x.png",))]


def test_the_routes_are_there_before_the_index_is(
    a1111: FakeWebUi, heard: list[tuple[str, Any]], app: Any
) -> None:
    a1111.launch(app)
    assert heard == [("mount", (app, ("",))), ("start", ())]


def test_without_pages_there_is_no_gallery(a1111: FakeWebUi, heard: list[tuple[str, Any]]) -> None:
    a1111.run("app_started", None, object())
    assert heard == []


def test_everything_stops_before_the_server_closes(
    a1111: FakeWebUi, heard: list[tuple[str, Any]], app: Any
) -> None:
    a1111.launch(app)
    heard.clear()
    demo: FakeDemo = a1111.demo
    demo.close(verbose=False)
    assert heard == [("stop", ())]
    assert demo.closed == 1


def test_a_changed_output_folder_is_noticed_until_the_stop(
    a1111: FakeWebUi, heard: list[tuple[str, Any]], app: Any
) -> None:
    a1111.launch(app)
    heard.clear()
    a1111.opts.set("outdir_save", "/elsewhere")
    assert heard == [("refresh_roots", ())]
    a1111.unload()
    heard.clear()
    a1111.opts.set("outdir_save", "/elsewhere/else")
    assert heard == []


def test_a_changed_setting_is_told_and_folders_are_read_again(
    a1111: FakeWebUi, heard: list[tuple[str, Any]], gradio: ModuleType
) -> None:
    a1111.run("ui_settings")
    a1111.opts.set("evergallery_transport", "WebSocket only")
    assert [name for name, _ in heard] == ["settings_changed", "refresh_roots"]


def test_an_error_in_a_callback_does_not_reach_the_web_ui(
    a1111: FakeWebUi, host: A1111Host, caplog: pytest.LogCaptureFixture
) -> None:
    a1111.run("image_saved", None)
    assert "Evergallery: noticing a saved image failed" in caplog.text
