from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocket, WebSocketDisconnect

from evergallery.commands import CommandContext
from evergallery.errors import WrongOrigin
from evergallery.server import websocket
from evergallery.server.attachment import Attachment
from evergallery.server.figures import Figures
from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard, Identity
from evergallery.server.registry import Registry
from evergallery.server.threads import Threads
from evergallery.server.tiles import Tiles
from evergallery.wire.pack_frame import PackFrame, PackKind, decode_frame
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.conftest import MakeGallery, make_app
from tests.python.server.talk import (
    OTHER_SESSION,
    SESSION,
    Message,
    answers,
    batch,
    hello,
    is_event,
    kinds,
    no_welcome,
    only,
    pack,
    ping,
    read,
    read_until,
    request,
    unpack,
)

SOCKET = "/evergallery/v1/socket"


@contextlib.contextmanager
def connected(
    client: TestClient, session: str = SESSION, epoch: str = ""
) -> Iterator[WebSocketTestSession]:
    """A socket that was welcomed."""
    with client.websocket_connect(SOCKET) as socket:
        socket.send_text(hello(session, epoch=epoch, transport="websocket"))
        assert json.loads(socket.receive_text())["type"] == "welcome"
        yield socket


def read_end(socket: WebSocketTestSession) -> tuple[str, int]:
    """Code of the bye, and of the close after it."""
    said = read_until(socket.receive_text, lambda message: message["type"] == "bye")
    with pytest.raises(WebSocketDisconnect) as caught:
        socket.receive_text()
    return said["body"]["code"], caught.value.code


def until_closed(gallery: Gallery) -> None:
    """The client of Starlette 0.26 leaves without waiting for the endpoint's end."""
    for _ in range(500):
        if gallery.socket._open == 0:
            return
        time.sleep(0.01)
    pytest.fail("the socket was never given up")


def poll(client: TestClient, *texts: str) -> list[Message]:
    return read(client.post("/poll", content=batch(*texts)).text)


def test_a_request_is_answered(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_text(request(1, "open_view"))
        result = read_until(socket.receive_text, answers(1))
    assert result["body"]["total"] == 3


def test_a_ping_is_answered(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_text(ping(7))
        assert json.loads(socket.receive_text())["body"] == {"token": 7}


def test_socket_and_polls_drive_the_same_session(client: TestClient, library: FakeLibrary) -> None:
    """Asked over HTTP, answered over the socket, and the other way round."""
    library.hold()
    with connected(client) as socket:
        poll(client, hello(), request(1, "open_view"), request(2, "item", {"id": 1}))
        library.release()
        assert read_until(socket.receive_text, answers(2))["body"]["id"] == 1
        socket.send_text(request(3, "status"))
        assert read_until(socket.receive_text, answers(3))["type"] == "result"
        again = poll(client, hello())
    assert [m["id"] for m in again if m["type"] == "result"] == [1, 2, 3]


def test_what_a_cut_socket_did_not_confirm_is_told_again(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_text(request(1, "status"))
        first = read_until(socket.receive_text, answers(1))
    with connected(client) as socket:
        assert read_until(socket.receive_text, answers(1)) == first


def test_a_saved_picture_is_told_to_who_shows_its_view(
    client: TestClient, library: FakeLibrary
) -> None:
    with connected(client) as socket, connected(client, OTHER_SESSION) as other:
        socket.send_text(request(1, "open_view"))
        read_until(socket.receive_text, answers(1))
        library.add()
        event = read_until(socket.receive_text, is_event("view_changed"))
        assert event["body"]["data"]["splice"] == {"offset": 0, "removed": 0, "inserted": 1}
        other.send_text(ping(1))
        assert json.loads(other.receive_text())["type"] == "pong"


def test_a_second_socket_of_the_session_takes_over(client: TestClient) -> None:
    with connected(client) as first, connected(client) as second:
        assert read_end(first) == ("superseded", 4409)
        second.send_text(ping())
        assert json.loads(second.receive_text())["type"] == "pong"


def test_a_page_from_elsewhere_is_refused_before_the_handshake(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as caught,
        client.websocket_connect(SOCKET, headers={"origin": "https://evil.example.com"}),
    ):
        pytest.fail("the socket was accepted")
    assert caught.value.code == websocket.POLICY_VIOLATION


def test_a_poll_from_elsewhere_is_refused_too(client: TestClient) -> None:
    headers = {"origin": "https://evil.example.com"}
    answer = read(client.post("/poll", content=batch(hello()), headers=headers).text)
    assert only(answer, "bye")["body"] == {
        "code": "wrong_origin",
        "message": WrongOrigin.default_message,
    }


def test_who_is_not_logged_in_learns_so_after_the_handshake(make_gallery: MakeGallery) -> None:
    app = make_app(make_gallery(Guard(lambda _: None)))
    with TestClient(app) as client:
        with client.websocket_connect(SOCKET) as socket:
            assert read_end(socket) == ("not_allowed", 4401)
        assert only(poll(client, hello()), "bye")["body"]["code"] == "not_allowed"


def test_a_session_id_of_one_user_is_of_no_use_to_another(make_gallery: MakeGallery) -> None:
    gallery = make_gallery(Guard(lambda c: Identity(c.headers["x-user"])))
    with TestClient(make_app(gallery)) as client:
        ada = client.post("/poll", content=batch(hello()), headers={"x-user": "ada"})
        eve = client.post("/poll", content=batch(hello()), headers={"x-user": "eve"})
    epochs = {read(answer.text)[0]["body"]["epoch"] for answer in (ada, eve)}
    assert len(epochs) == 2


@pytest.mark.parametrize(
    "text", ["", "{}", "no JSON", '{"type": "dance"}', "[" * 50_000, "x" * 70_000, "\ud800"]
)
def test_a_wrong_frame_costs_its_sender_the_socket_and_nobody_else(
    client: TestClient, text: str
) -> None:
    with connected(client, OTHER_SESSION) as other:
        with connected(client) as socket:
            socket.send_text(text)
            assert read_end(socket) == ("protocol_error", 4400)
        other.send_text(ping())
        assert json.loads(other.receive_text())["type"] == "pong"


def test_a_binary_frame_is_a_wrong_one(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_bytes(b"\x00")
        assert read_end(socket) == ("protocol_error", 4400)


@pytest.mark.parametrize("text", ["", ping(), request(1, "status"), hello("short")])
def test_a_conversation_that_begins_with_anything_else_is_refused(
    client: TestClient, text: str
) -> None:
    with client.websocket_connect(SOCKET) as socket:
        socket.send_text(text)
        assert read_end(socket) == ("protocol_error", 4400)


def test_who_says_nothing_is_not_waited_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "HELLO_WITHIN_S", 0.01)
    with client.websocket_connect(SOCKET) as socket:
        assert read_end(socket) == ("protocol_error", 4400)


def test_a_frame_of_the_allowed_size_passes_and_a_larger_one_does_not(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_text(ping()[:-1] + " " * 60_000 + "}")
        assert json.loads(socket.receive_text())["type"] == "pong"
        socket.send_text(ping()[:-1] + " " * 70_000 + "}")
        assert read_end(socket) == ("protocol_error", 4400)


def test_one_socket_too_many_is_told_to_come_back_later(
    gallery: Gallery, client: TestClient
) -> None:
    gallery.socket._max_sockets = 1
    with connected(client), client.websocket_connect(SOCKET) as socket:
        assert read_end(socket) == ("server_full", 1013)
    until_closed(gallery)
    with connected(client, OTHER_SESSION):
        pass


def test_a_gallery_that_stops_ends_its_sockets(gallery: Gallery, client: TestClient) -> None:
    with connected(client) as socket:
        gallery.stop()
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_text()
    assert caught.value.code == 1012
    assert only(poll(client, hello()), "bye")["body"]["code"] == "server_full"
    gallery.start()
    assert kinds(poll(client, hello())) == ["welcome"]


# Thumbnails in binary frames


def read_pack(socket: WebSocketTestSession) -> list[PackFrame]:
    """The frames until one is the last of its pack; messages in between are passed over."""
    frames: list[PackFrame] = []
    while not frames or not frames[-1].is_last:
        message = socket.receive()
        if message.get("bytes"):
            frames.append(decode_frame(message["bytes"]))
    return frames


def test_a_screen_of_tiles_comes_in_binary_frames(client: TestClient, library: FakeLibrary) -> None:
    library.warm = dict.fromkeys(range(100, 160), b"w" * 15_000)
    with connected(client) as socket:
        socket.send_text(pack(7, *range(100, 160), 99))
        frames = read_pack(socket)
    entries = [entry for frame in frames for entry in frame.entries]
    assert {frame.token for frame in frames} == {7}
    assert sum(len(entry.data) for entry in entries) == 60 * 15_000
    assert [entry.place for entry in entries if entry.kind is PackKind.GONE] == [60]


class ChattyPeer:
    """Takes what is written, and says something after the first frame of a pack."""

    def __init__(self, attachment: Attachment) -> None:
        self.written: list[str] = []
        self._attachment = attachment

    async def send_text(self, text: str) -> None:
        self.written.append(json.loads(text)["type"])

    async def send_bytes(self, data: bytes) -> None:
        if "frame" not in self.written:
            self._attachment.receive(ping(9))
        self.written.append("frame")


@pytest.mark.anyio
async def test_a_message_waits_for_one_frame_at_most(library: FakeLibrary) -> None:
    library.warm = dict.fromkeys(range(100, 160), b"w" * 30_000)
    tiles = Tiles(library, Threads(1), Figures())
    registry = Registry(lambda: CommandContext(library), Threads(1), no_welcome, tiles=tiles)
    with registry.runner("", SESSION).attached("websocket") as attachment:
        attachment.receive(hello(transport="websocket"))
        attachment.receive(pack(1, *range(100, 160)))
        peer: Any = ChattyPeer(attachment)
        while "frame" not in peer.written:
            await asyncio.sleep(0)
            await websocket._write_all(peer, attachment)
    assert peer.written[:4] == ["welcome", "frame", "pong", "frame"]
    assert peer.written.count("frame") > 20


def test_a_pack_that_is_dropped_makes_room_for_the_next(
    client: TestClient, library: FakeLibrary
) -> None:
    library.warm = dict.fromkeys(range(100, 228), b"w" * 60_000)
    with connected(client) as socket:
        socket.send_text(pack(1, *range(100, 228)))
        socket.send_text(unpack(1))
        socket.send_text(pack(2, 100))
        frames = read_pack(socket)
    assert frames[-1].token == 2
    assert len(frames) < 128


def test_a_pack_on_a_poll_is_refused(client: TestClient) -> None:
    said = poll(client, hello(), pack(1, 100))
    assert only(said, "bye")["body"]["code"] == "protocol_error"


# One-time tickets


def ticketed(client: TestClient, ticket: str, origin: str | None = None) -> WebSocketTestSession:
    headers = {"origin": origin} if origin else {}
    return client.websocket_connect(f"{SOCKET}?ticket={ticket}", headers=headers)


@pytest.fixture
def basic_client(make_gallery: MakeGallery) -> Iterator[TestClient]:
    """Behind Basic login in a browser that sends it with requests only (Safari)."""

    def identify(connection: HTTPConnection) -> Identity | None:
        return Identity("ada") if "authorization" in connection.headers else None

    with TestClient(make_app(make_gallery(Guard(identify)))) as client:
        yield client


def welcome_of(client: TestClient) -> dict[str, Any]:
    login = {"authorization": "Basic xyz"}
    answer = client.post("/poll", content=batch(hello()), headers=login)
    body: dict[str, Any] = only(read(answer.text), "welcome")["body"]
    return body


def test_a_ticket_lets_the_socket_into_the_session_of_the_polls(basic_client: TestClient) -> None:
    welcome = welcome_of(basic_client)
    with ticketed(basic_client, welcome["ticket"]) as socket:
        socket.send_text(hello(epoch=welcome["epoch"], transport="websocket"))
        said = json.loads(socket.receive_text())["body"]
    assert said["resumed"]
    assert said["epoch"] == welcome["epoch"]
    assert said["ticket"] == ""


def test_a_ticket_is_good_for_one_socket(basic_client: TestClient) -> None:
    ticket = welcome_of(basic_client)["ticket"]
    with ticketed(basic_client, ticket) as socket:
        socket.send_text(hello(transport="websocket"))
        assert json.loads(socket.receive_text())["type"] == "welcome"
    with ticketed(basic_client, ticket) as socket:
        assert read_end(socket) == ("not_allowed", 4401)


def test_a_ticket_is_of_no_use_to_another_session(basic_client: TestClient) -> None:
    with ticketed(basic_client, welcome_of(basic_client)["ticket"]) as socket:
        socket.send_text(hello(OTHER_SESSION, transport="websocket"))
        assert read_end(socket) == ("not_allowed", 4401)


def test_a_ticket_does_not_open_the_door_to_another_page(basic_client: TestClient) -> None:
    ticket = welcome_of(basic_client)["ticket"]
    with (
        pytest.raises(WebSocketDisconnect),
        ticketed(basic_client, ticket, origin="https://evil.example.com"),
    ):
        pytest.fail("the socket was accepted")


def test_no_server_logs_a_ticket(
    basic_client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """uvicorn writes the address it finds in the scope when a socket is accepted or refused."""
    caplog.set_level(logging.DEBUG)
    seen: list[bytes] = []
    accept = WebSocket.accept

    async def logging_accept(websocket: WebSocket) -> None:
        seen.append(websocket.scope["query_string"])
        await accept(websocket)

    monkeypatch.setattr(WebSocket, "accept", logging_accept)
    ticket = welcome_of(basic_client)["ticket"]
    with ticketed(basic_client, ticket):
        pass
    assert seen == [b""]
    assert ticket not in "".join(r.getMessage() for r in caplog.records if "evergallery" in r.name)


# Figures


def test_how_sockets_began_and_ended_is_counted(gallery: Gallery, client: TestClient) -> None:
    with connected(client) as socket:
        socket.close(1001)
    until_closed(gallery)
    with connected(client) as socket:
        socket.send_text("nonsense")
        read_end(socket)
    until_closed(gallery)
    assert gallery.figures.sockets_opened == {"ok": 2}
    assert gallery.figures.socket_closes == {"1001": 1, "4400": 1}
