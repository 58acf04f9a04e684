from __future__ import annotations

import json
import logging
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient, WebSocketTestSession

from evergallery.library import StoredFile
from evergallery.server import pack_route
from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard
from evergallery.settings import Settings
from evergallery.wire.pack_frame import MAX_HTTP_FRAME_BYTES, PackFrame, PackKind, decode_frame
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.conftest import MakeGallery, make_app
from tests.python.server.talk import hello, pack

PACK = "/evergallery/v1/pack"


def ask(client: TestClient, *ids: int) -> PackFrame:
    answer = client.post(PACK, json={"items": [[item_id, "v"] for item_id in ids]})
    assert answer.status_code == 200, answer.text
    return decode_frame(answer.content)


def kinds(frame: PackFrame) -> dict[int, PackKind]:
    return {entry.place: entry.kind for entry in frame.entries}


def test_a_screen_of_warm_tiles_is_one_answer(client: TestClient, library: FakeLibrary) -> None:
    library.warm = {number: bytes([number]) * 8000 for number in range(100, 160)}
    frame = ask(client, *range(100, 160))
    assert (frame.token, frame.is_last) == (0, True)
    assert [bytes(entry.data) for entry in frame.entries] == list(library.warm.values())
    assert library.calls == ["thumbnails 60"]


def test_nobody_keeps_or_packs_the_answer(client: TestClient, library: FakeLibrary) -> None:
    library.warm = {100: b"webp"}
    headers = client.post(PACK, json={"items": [[100, "v"]]}).headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["cache-control"] == "no-store"
    assert headers["content-encoding"] == "identity"
    assert headers["x-content-type-options"] == "nosniff"


def test_what_does_not_fit_is_said_to_come_later(client: TestClient, library: FakeLibrary) -> None:
    library.warm = dict.fromkeys(range(100, 106), b"w" * 200_000)
    frame = ask(client, *range(100, 106))
    assert list(kinds(frame).values()) == [PackKind.COMPLETE] * 2 + [PackKind.LATER] * 4
    assert sum(len(entry.data) for entry in frame.entries) <= MAX_HTTP_FRAME_BYTES


def test_the_first_picture_always_fits(client: TestClient, library: FakeLibrary) -> None:
    library.warm = {100: b"w" * (MAX_HTTP_FRAME_BYTES + 1), 101: b"w"}
    assert kinds(ask(client, 100, 101)) == {0: PackKind.COMPLETE, 1: PackKind.LATER}


def test_cold_tiles_are_made(client: TestClient) -> None:
    frame = ask(client, 1, 415, 99, 410)
    assert kinds(frame) == {
        0: PackKind.COMPLETE,
        1: PackKind.BROKEN,
        2: PackKind.GONE,
        3: PackKind.GONE,
    }


def test_what_lies_there_does_not_wait_for_what_takes_long(
    client: TestClient, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_route, "BESIDE_S", 0.01)
    gate = threading.Event()

    def held(item_id: int) -> StoredFile:
        library.calls.append(f"thumbnail {item_id}")
        gate.wait(5)
        return library.files[1]

    monkeypatch.setattr(library, "thumbnail", held)
    library.warm = {100: b"webp"}
    frame = ask(client, *[1] * 20, 100)
    gate.set()
    assert [place for place, kind in kinds(frame).items() if kind is PackKind.COMPLETE] == [20]
    assert set(kinds(frame).values()) == {PackKind.COMPLETE, PackKind.LATER}
    assert library.calls.count("thumbnail 1") <= 4


@pytest.mark.anyio
async def test_nothing_is_begun_for_a_client_that_has_gone(
    gallery: Gallery, library: FakeLibrary
) -> None:
    said = [
        {"type": "http.request", "body": json.dumps({"items": [[1, "v"]] * 100}).encode()},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return said.pop(0) if len(said) > 1 else said[0]

    scope = {"type": "http", "method": "POST", "headers": []}
    answer = await gallery.packs.answer(Request(scope, receive))
    assert set(kinds(decode_frame(bytes(answer.body))).values()) == {PackKind.LATER}
    assert library.calls == ["thumbnails 100"]


def test_an_answer_without_any_picture_comes_in_time(
    client: TestClient, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_route, "FIRST_WITHIN_S", 0.01)
    gate = threading.Event()
    monkeypatch.setattr(library, "thumbnail", lambda _: gate.wait(5) and library.files[1])
    frame = ask(client, 1, 2)
    gate.set()
    assert set(kinds(frame).values()) == {PackKind.LATER}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"items": []}',
        b'{"items": [[0, "v"]]}',
        b'{"items": [[1]]}',
        b'{"items": [["1", "v"]]}',
        b'{"items": [[1, "' + b"v" * 65 + b'"]]}',
        json.dumps({"items": [[1, "v"]] * 129}).encode(),
        b'{"items": [[1, "v"]], "pad": "' + b"x" * 70_000 + b'"}',
        b"[" * 50_000,
        b"\xff",
    ],
)
def test_what_is_no_list_of_pictures_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(PACK, content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "protocol_error")


def test_the_login_and_the_address_are_asked_for(make_gallery: MakeGallery) -> None:
    body: dict[str, Any] = {"items": [[1, "v"]]}
    with TestClient(make_app(make_gallery(Guard(lambda _: None)))) as client:
        assert client.post(PACK, json=body).status_code == 401
        elsewhere = {"origin": "https://evil.example.com"}
        assert client.post(PACK, json=body, headers=elsewhere).status_code == 403


def test_one_answer_too_many_is_told_to_come_back_later(
    gallery: Gallery, client: TestClient
) -> None:
    gallery.packs._max_at_once = 0
    refused = client.post(PACK, json={"items": [[1, "v"]]})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    gallery.packs._max_at_once = 1
    for _ in range(3):
        ask(client, 1)


def test_an_unforeseen_error_is_one_without_its_details(
    client: TestClient, library: FakeLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL, "evergallery"):
        frame = ask(client, 500)
    assert kinds(frame) == {0: PackKind.BROKEN}


def test_switched_off_there_is_no_such_thing_and_single_pictures_go_on(
    library: FakeLibrary, static_dir: Path
) -> None:
    """The setting is looked at each time: it may be changed while people look."""
    now = Settings()
    gallery = Gallery(library, lambda: now, Guard(), static_dir=static_dir, sockets=True)
    library.warm = {100: b"webp"}
    with TestClient(make_app(gallery)) as client:
        assert kinds(ask(client, 100)) == {0: PackKind.COMPLETE}
        now = replace(now, thumbnail_packs=False)
        refused = client.post(PACK, json={"items": [[100, "v"]]})
        assert (refused.status_code, refused.json()["code"]) == (404, "packs_off")
        assert client.get("/evergallery/v1/thumb/1/v1").status_code == 200
        with client.websocket_connect("/evergallery/v1/socket") as socket:
            socket.send_text(hello(transport="websocket"))
            socket.send_text(pack(1, 100, 1))
            frame = decode_frame(next_frame(socket))
    assert (frame.token, frame.is_last) == (1, True)
    assert kinds(frame) == {0: PackKind.LATER, 1: PackKind.LATER}


def next_frame(socket: WebSocketTestSession) -> bytes:
    """The next binary frame; texts before it are passed over."""
    message = socket.receive()
    while not message.get("bytes"):
        assert message["type"] == "websocket.send", message
        message = socket.receive()
    return bytes(message["bytes"])
