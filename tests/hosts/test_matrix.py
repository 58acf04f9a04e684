"""The gallery in a plain Gradio app, on every Gradio: page, poll, socket, login, sub-path."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import websockets

from tests.hosts.probe import Page, Probe, answers, hello, request
from tests.hosts.stripping_proxy import StrippingProxy

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_app(
    python: Path, pictures: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Probe]:
    """An app without login; the tests of one Gradio share it, because starting takes seconds."""
    with Probe(python, pictures, tmp_path_factory.mktemp("data")) as probe:
        yield probe


@pytest.fixture(scope="module")
def login_app(
    python: Path, pictures: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Probe]:
    with Probe(python, pictures, tmp_path_factory.mktemp("data"), "login") as probe:
        yield probe


@pytest.fixture
def page(open_app: Probe) -> Iterator[Page]:
    with Page(open_app.base) as page:
        page.load()
        yield page


def the_folder_is_shown(messages: list[dict[str, Any]]) -> bool:
    result = next(message for message in messages if message["type"] == "result")
    return [folder["name"] for folder in result["body"]["folders"]][:1] != []


def boot_attribute(element: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', element)
    assert found, element
    return unescape(found[1])


def test_the_page_carries_the_element_and_what_it_needs_to_start(page: Page) -> None:
    element = page.element()
    boot = json.loads(boot_attribute(element, "data-boot"))
    assert boot["host"] == "gradio"
    assert boot["title"] == "Probe <1>"
    assert boot["settings"]["transport"] == "auto"
    assert "extra_folders" not in boot["settings"]


def test_the_boot_script_is_imported_when_the_page_loads(page: Page) -> None:
    static = boot_attribute(page.element(), "data-static")
    scripts = [
        each["js"] for each in page.config["dependencies"] if isinstance(each.get("js"), str)
    ]
    assert any(f"{static}javascript/evergallery.mjs" in script for script in scripts)
    answer = page.http.get(f"/{static}javascript/evergallery.mjs")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


def test_a_plain_post_polls(page: Page) -> None:
    answer = page.poll(hello("http"), request("folders"))
    assert answer.status_code == 200, answer.text
    messages = answers(answer.json()["data"][0])
    assert messages[0]["type"] == "welcome"
    assert the_folder_is_shown(messages)


def test_gradio_client_polls(open_app: Probe) -> None:
    assert '"type":"welcome"' in open_app.ask_by_client(f"[{hello('http')}]").replace(" ", "")


def test_a_poll_that_makes_no_sense_is_answered_with_a_bye(page: Page) -> None:
    answer = page.poll('"\\ud800"', "17")
    assert answer.status_code == 200, answer.text
    (message,) = answers(answer.json()["data"][0])
    assert message["type"] == "bye"
    assert message["body"]["code"] == "protocol_error"


def test_a_socket_says_welcome_and_answers(page: Page) -> None:
    messages = page.conversation(hello("websocket"), request("folders"))
    assert messages[0]["type"] == "welcome"
    assert the_folder_is_shown(messages)


def test_a_socket_from_another_sites_page_is_refused(page: Page) -> None:
    with pytest.raises((websockets.InvalidStatus, websockets.ConnectionClosed)):
        page.conversation(hello("websocket"), Origin="https://elsewhere.example")


def test_thumbnails_and_originals_are_served(page: Page) -> None:
    messages = page.conversation(hello("websocket"), request("open_view"))
    rows = wait_for_rows(page, messages)
    item, version = rows[0][0], rows[0][6]
    thumbnail = page.http.get(f"/evergallery/v1/thumb/{item}/{version}")
    assert (thumbnail.status_code, thumbnail.headers["content-type"]) == (200, "image/webp")
    original = page.http.get(f"/evergallery/v1/file/{item}")
    assert (original.status_code, original.headers["content-type"]) == (200, "image/png")


def wait_for_rows(page: Page, messages: list[dict[str, Any]]) -> list[list[Any]]:
    """The scan of three pictures is a matter of moments; a fresh session asks again."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        rows: list[list[Any]] = messages[-1]["body"]["items"]
        if len(rows) == 3:
            return rows
        time.sleep(0.1)
        messages = page.conversation(hello("websocket"), request("open_view"))
    raise AssertionError(messages[-1])


def test_without_login_nothing_answers_where_login_is_on(login_app: Probe) -> None:
    with Page(login_app.base) as page:
        for prefix in ("", "/gradio_api"):
            assert page.poll(hello("http"), prefix=prefix).status_code in (401, 404, 405)
        assert page.http.get("/evergallery/v1/file/1").status_code == 401
        assert page.http.get("/evergallery/v1/thumb/1/x").status_code == 401
        (message,) = page.conversation(hello("websocket"), request("folders"))
        assert (message["type"], message["body"]["code"]) == ("bye", "not_allowed")


def test_with_its_cookie_everything_answers_where_login_is_on(login_app: Probe) -> None:
    with Page(login_app.base) as page:
        page.log_in()
        page.load()
        assert answers(page.poll(hello("http")).json()["data"][0])[0]["type"] == "welcome"
        assert page.conversation(hello("websocket"), request("folders"))[0]["type"] == "welcome"
        assert page.http.get("/evergallery/v1/file/999999").status_code == 404


def test_everything_is_there_below_a_proxys_sub_path(open_app: Probe) -> None:
    with StrippingProxy(open_app.port, "/a/b") as proxy, Page(proxy.base) as page:
        prefix = page.load().get("api_prefix", "")
        answer = page.poll(hello("http"), request("folders"), prefix=prefix)
        assert the_folder_is_shown(answers(answer.json()["data"][0]))
        assert the_folder_is_shown(page.conversation(hello("websocket"), request("folders")))
        static = boot_attribute(page.element(), "data-static")
        assert page.http.get(f"/{static}javascript/evergallery.mjs").status_code == 200


def test_a_root_path_changes_nothing_for_our_routes(
    python: Path, pictures: Path, tmp_path: Path
) -> None:
    with (
        Probe(python, pictures, tmp_path, "root_path=/a/b") as probe,
        StrippingProxy(probe.port, "/a/b") as proxy,
        Page(proxy.base) as page,
    ):
        prefix = page.load().get("api_prefix", "")
        assert page.poll(hello("http"), prefix=prefix).status_code == 200
        assert page.conversation(hello("websocket"), request("folders"))[0]["type"] == "welcome"
        assert page.http.get("/evergallery/v1/file/999999").status_code == 404


def test_an_app_mounted_below_another_has_the_gallery_there(
    python: Path, pictures: Path, tmp_path: Path
) -> None:
    with Probe(python, pictures, tmp_path, "mount") as probe, Page(probe.base) as page:
        prefix = page.load().get("api_prefix", "")
        answer = page.poll(hello("http"), request("folders"), prefix=prefix)
        assert the_folder_is_shown(answers(answer.json()["data"][0]))
        assert the_folder_is_shown(page.conversation(hello("websocket"), request("folders")))
