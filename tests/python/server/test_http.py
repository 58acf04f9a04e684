from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from evergallery.library import StoredFile
from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard
from evergallery.server.http import CLIENT_CLOSED_REQUEST, disposition
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.conftest import MakeGallery, make_app

BASE = "/evergallery/v1"


def test_a_thumbnail_of_the_current_version_is_kept_for_ever(client: TestClient) -> None:
    answer = client.get(f"{BASE}/thumb/1/v1")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]


def test_a_thumbnail_of_another_version_is_not_kept(client: TestClient) -> None:
    answer = client.get(f"{BASE}/thumb/1/v0")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_an_original_is_asked_for_each_time_unless_its_version_is_named(client: TestClient) -> None:
    assert client.get(f"{BASE}/file/1").headers["cache-control"] == "private, no-cache"
    assert client.get(f"{BASE}/file/1?v=v0").headers["cache-control"] == "private, no-cache"
    assert "immutable" in client.get(f"{BASE}/file/1?v=v1").headers["cache-control"]


def test_a_part_of_an_original_can_be_had(client: TestClient) -> None:
    answer = client.get(f"{BASE}/file/2/any-name.mp4", headers={"range": "bytes=256-259"})
    assert (answer.status_code, answer.content) == (206, b"\x00\x01\x02\x03")


def test_an_original_is_shown_or_saved_under_its_name(client: TestClient) -> None:
    shown = client.get(f"{BASE}/file/1").headers["content-disposition"]
    saved = client.get(f"{BASE}/file/1?download=1").headers["content-disposition"]
    assert shown == "inline; filename=\"one.webp\"; filename*=UTF-8''one.webp"
    assert saved.startswith("attachment;")


def test_a_hostile_file_name_stays_inside_its_header(client: TestClient) -> None:
    header = client.get(f"{BASE}/file/2").headers["content-disposition"]
    assert "\r" not in header
    assert header.startswith(
        "inline; filename=\"K_tzchen _2___X: y.mp4\"; filename*=UTF-8''K%C3%A4"
    )
    lone = StoredFile(Path(), "image/png", "\udcff;\x00.png", "v")
    assert (
        disposition(lone, False) == "inline; filename=\"_;_.png\"; filename*=UTF-8''%3F%3B%00.png"
    )


def test_what_a_browser_could_run_is_only_handed_out_as_a_download(client: TestClient) -> None:
    answer = client.get(f"{BASE}/file/3")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_no_original_may_run_anything_or_be_shown_by_another_site(client: TestClient) -> None:
    for url in (f"{BASE}/file/1", f"{BASE}/file/3"):
        headers = client.get(url).headers
        assert headers["content-security-policy"] == "sandbox"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("kind", ["thumb/{}/v", "file/{}", "file/{}/name.png"])
@pytest.mark.parametrize(
    ("item", "status", "code"),
    [
        ("99", 404, "item_unknown"),
        ("410", 410, "item_gone"),
        ("411", 410, "item_gone"),
        ("415", 415, "thumbnail_failed"),
        ("500", 500, "internal"),
        ("abc", 404, "item_unknown"),
        ("-1", 404, "item_unknown"),
        ("9" * 5000, 404, "item_unknown"),
        ("%C2%B2", 404, "item_unknown"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_code_and_a_sentence(
    client: TestClient,
    kind: str,
    item: str,
    status: int,
    code: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.CRITICAL, "evergallery"):
        answer = client.get(f"{BASE}/{kind.format(item)}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["cache-control"] == "no-store"
    assert "secret" not in answer.text
    assert "nowhere" not in answer.text


@pytest.mark.parametrize(
    "path", ["thumb/../../etc/passwd", "file/1/..%2F..%2Fsecret.txt", "file/%2e%2e"]
)
def test_no_path_from_the_wire_is_ever_opened(client: TestClient, path: str) -> None:
    answer = client.get(f"{BASE}/{path}")
    assert "not for you" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize("path", ["thumb/1/v1", "file/1", "file/1/one.webp"])
def test_every_route_asks_for_the_login(make_gallery: MakeGallery, path: str) -> None:
    with TestClient(make_app(make_gallery(Guard(lambda _: None)))) as client:
        answer = client.get(f"{BASE}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_allowed")


@pytest.mark.parametrize("path", ["thumb/1/v1", "file/1"])
def test_every_route_asks_where_the_page_comes_from(client: TestClient, path: str) -> None:
    answer = client.get(f"{BASE}/{path}", headers={"origin": "https://evil.example.com"})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


def test_a_thumbnail_nobody_waits_for_any_more_is_not_made(
    gallery: Gallery, library: FakeLibrary
) -> None:
    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def ask() -> int:
        scope = {"type": "http", "method": "GET", "headers": [], "path_params": {"id": "1"}}
        return (await gallery.files.thumbnail(Request(scope, receive))).status_code

    assert asyncio.run(ask()) == CLIENT_CLOSED_REQUEST
    assert library.calls == []
