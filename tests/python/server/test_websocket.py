from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from evergallery.errors import WrongOrigin
from evergallery.server import websocket
from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard, Identity
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
    only,
    ping,
    read,
    read_until,
    request,
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
