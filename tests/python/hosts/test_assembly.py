from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from evergallery.hosts.assembly import Assembly, identify
from evergallery.library.answers import Root
from evergallery.server.guard import Identity
from evergallery.settings import Settings
from tests.python.hosts.fakes import FakeHost


@pytest.fixture
def host(tmp_path: Path) -> FakeHost:
    (tmp_path / "pictures").mkdir()
    return FakeHost(tmp_path)


@pytest.fixture
def assembly(host: FakeHost) -> Iterator[Assembly]:
    assembly = Assembly(host)
    yield assembly
    assembly.stop()


def ask(assembly: Assembly, command: str, **params: Any) -> dict[str, Any]:
    """Ask a new session; the body of its result or error, whatever events came before it."""
    ended = asyncio.run(converse(assembly, {"command": command, "params": params}))
    result: dict[str, Any] = ended["body"]
    return result


async def converse(assembly: Assembly, request: dict[str, Any]) -> dict[str, Any]:
    """Polls until the request has ended: an event may be news enough for the first answer."""
    body = {"version": 1, "session": token_hex(12), "epoch": "", "transport": "http", "wait_ms": 0}
    asked = {"type": "request", "seq": 1, "ack": 0, "id": 1, "body": request}
    for _ in range(100):
        hello = {"type": "hello", "ack": 0, "body": body}
        messages = json.loads(await assembly.poll(json.dumps([hello, asked]), "", None))
        for message in messages:
            if message["type"] in {"result", "error"}:
                return dict(message)
        body["epoch"] = messages[0]["body"]["epoch"]
    raise AssertionError("the request never ended")


def total(assembly: Assembly) -> int:
    return int(ask(assembly, "open_view")["total"])


def wait_for_total(assembly: Assembly, wanted: int) -> None:
    end = time.monotonic() + 10
    while total(assembly) != wanted:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_saved_picture_is_there_without_a_rescan(assembly: Assembly, host: FakeHost) -> None:
    assembly.start()
    picture = host.folder / "pictures/new.png"
    Image.new("RGB", (8, 8)).save(picture)
    assembly.saved(picture)
    wait_for_total(assembly, 1)


def test_saving_into_a_newly_configured_folder_shows_it(assembly: Assembly, host: FakeHost) -> None:
    assembly.start()
    (host.folder / "other").mkdir()
    host.current_roots.append(Root("Other", host.folder / "other"))
    picture = host.folder / "other/new.png"
    Image.new("RGB", (8, 8)).save(picture)
    assembly.saved(picture)
    wait_for_total(assembly, 1)


def test_before_the_start_and_after_the_stop_news_are_passed_over(
    assembly: Assembly, host: FakeHost
) -> None:
    picture = host.folder / "pictures/new.png"
    assembly.saved(picture)
    assembly.settings_changed()
    assembly.refresh_roots()
    assembly.start()
    assembly.stop()
    assembly.saved(picture)
    assembly.settings_changed()
    assembly.refresh_roots()


def test_stopping_twice_or_before_anything_does_nothing(host: FakeHost) -> None:
    assembly = Assembly(host)
    assembly.stop()
    assembly.stop()
    assembly.start()
    assert not assembly._is_running
    assert not host.data_dir().exists()


def test_an_index_that_cannot_be_opened_is_told_to_whoever_asks(
    assembly: Assembly, host: FakeHost
) -> None:
    host.data_dir().write_text("a file where the folder should be")
    with pytest.raises(Exception, match="index"):
        assembly.start()
    assert ask(assembly, "folders")["code"] == "library_failed"


def test_the_page_gets_the_settings_of_the_moment(assembly: Assembly, host: FakeHost) -> None:
    host.current = Settings(transport="http_long", extra_folders=("/secret",))
    assert assembly.settings_for_client()["transport"] == "http_long"
    assert "extra_folders" not in assembly.settings_for_client()


def test_mounting_again_on_the_same_app_adds_nothing(assembly: Assembly, app: Any) -> None:
    assembly.mount(app, ("", "/sd"))
    paths = [route.path for route in app.router.routes]
    assembly.mount(app, ("", "/sd"))
    assert [route.path for route in app.router.routes] == paths
    assert {"/evergallery/v1/socket", "/sd/evergallery/v1/socket"} <= set(paths)


def gradio_app(**more: Any) -> SimpleNamespace:
    return SimpleNamespace(
        tokens={"T": "ann"}, get_blocks=None, router=SimpleNamespace(routes=[]), **more
    )


def test_a_connection_is_identified_by_the_login_of_its_app() -> None:
    app = gradio_app(auth={"ann": "x"})
    known = SimpleNamespace(scope={"app": app}, cookies={"access-token": "T"})
    assert identify(known) == Identity("ann")  # type: ignore[arg-type]
    unknown = SimpleNamespace(scope={"app": app}, cookies={})
    assert identify(unknown) is None  # type: ignore[arg-type]
    free = SimpleNamespace(scope={"app": gradio_app(auth=None)}, cookies={})
    assert identify(free) == Identity("")  # type: ignore[arg-type]


def test_a_login_that_cannot_be_read_lets_nobody_in(caplog: pytest.LogCaptureFixture) -> None:
    assert identify(SimpleNamespace(scope={})) is None  # type: ignore[arg-type]
    assert "looking up a login failed" in caplog.text
