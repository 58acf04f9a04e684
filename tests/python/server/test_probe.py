from __future__ import annotations

import threading
import time

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from evergallery.server import probe
from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard
from tests.python.server.conftest import MakeGallery, make_app

PROBE = "/evergallery/v1/probe"
HANDSHAKE = {"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-version": "13"}


@pytest.fixture
def locked(make_gallery: MakeGallery) -> TestClient:
    """A host whose login nobody has."""
    return TestClient(make_app(make_gallery(Guard(lambda _: None))))


def test_a_plain_question_is_answered_at_once_and_never_cached(client: TestClient) -> None:
    answer = client.get(PROBE)
    assert answer.json() == {"probe": 1}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers[probe.HEADER] == "answer"


@pytest.mark.parametrize("size", [1, 16 * 1024, 512 * 1024])
def test_an_answer_has_the_size_that_was_asked_for(size: int, client: TestClient) -> None:
    answer = client.get(PROBE, params={"bytes": size})
    assert len(answer.content) == size
    assert answer.headers["content-encoding"] == "identity", "a host would compress it"


def test_no_answer_is_larger_than_half_a_megabyte(client: TestClient) -> None:
    assert len(client.get(PROBE, params={"bytes": 999_999}).content) == 512 * 1024


@pytest.mark.parametrize("text", ["-1", "much", "1e9", "٣", "9" * 5000, ""])
def test_what_is_no_number_asks_for_nothing(text: str, client: TestClient) -> None:
    assert client.get(PROBE, params={"wait_s": text, "bytes": text}).json() == {"probe": 1}


def test_a_parked_answer_comes_when_its_time_is_over(client: TestClient) -> None:
    begun = time.monotonic()
    client.get(PROBE, params={"wait_s": 1})
    assert time.monotonic() - begun >= 1


def test_chunks_carry_the_time_since_the_first(client: TestClient) -> None:
    lines = client.get(PROBE, params={"chunks": 3}).text.split()
    times_ms = [int(line) for line in lines]
    assert len(times_ms) == 3
    assert times_ms[0] < 100
    assert times_ms == sorted(times_ms)
    assert times_ms[2] >= 390


def test_a_gallery_that_stops_lets_parked_answers_go(client: TestClient, gallery: Gallery) -> None:
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(client.get(PROBE, params={"wait_s": 30}).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    while not gallery.probe._parked:
        time.sleep(0.01)
    gallery.stop()
    asking.join(timeout=5)
    assert statuses == [503]


def test_more_than_enough_at_once_are_refused(client: TestClient, gallery: Gallery) -> None:
    gallery.probe._max_at_once = 1
    with client.websocket_connect(PROBE) as socket:
        socket.send_text("first")
        socket.receive_text()
        assert client.get(PROBE).status_code == 503
    gallery.probe._max_at_once = 24


def test_nobody_is_answered_without_the_login(locked: TestClient) -> None:
    refused = locked.get(PROBE)
    assert (refused.status_code, refused.json()["code"]) == (401, "not_allowed")
    assert refused.headers[probe.HEADER] == "answer", "known as ours, unlike an edge's own 401"
    with locked.websocket_connect(PROBE) as socket, pytest.raises(WebSocketDisconnect) as caught:
        socket.receive_text()
    assert caught.value.code == 4401


def test_no_page_of_another_address_may_probe(client: TestClient) -> None:
    stranger = {"origin": "https://evil.example"}
    assert client.get(PROBE, headers=stranger).status_code == 403
    with (
        client.websocket_connect(PROBE, headers=stranger) as socket,
        pytest.raises(WebSocketDisconnect) as caught,
    ):
        socket.receive_text()
    assert caught.value.code == 4403


@pytest.mark.parametrize(
    ("extra", "who"),
    [({}, "no-upgrade"), ({"upgrade": "websocket", "connection": "upgrade"}, "no-library")],
)
def test_a_handshake_that_came_as_a_plain_request_is_told_who_lost_it(
    extra: dict[str, str], who: str, client: TestClient
) -> None:
    answer = client.get(PROBE, headers={**HANDSHAKE, **extra})
    assert (answer.status_code, answer.headers[probe.HEADER]) == (426, who)


def test_a_lost_login_does_not_hide_a_lost_upgrade(locked: TestClient) -> None:
    assert locked.get(PROBE, headers=HANDSHAKE).status_code == 426


def test_a_socket_says_back_what_it_hears_and_nothing_else(client: TestClient) -> None:
    with client.websocket_connect(PROBE) as socket:
        socket.send_text("grüß dich")
        assert socket.receive_text() == "grüß dich"
        socket.send_bytes(bytes(range(256)) * 256)
        assert socket.receive_bytes() == bytes(range(256)) * 256


def test_a_frame_beyond_64_kib_ends_the_socket(client: TestClient) -> None:
    with client.websocket_connect(PROBE) as socket:
        socket.send_bytes(b"x" * (64 * 1024 + 1))
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_bytes()
    assert caught.value.code == probe.TOO_BIG


def test_a_socket_ends_after_its_life_and_gives_its_place_back(
    client: TestClient, gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "MAX_SOCKET_LIFE_S", 0.05)
    with client.websocket_connect(PROBE) as socket, pytest.raises(WebSocketDisconnect) as caught:
        socket.receive_text()
    assert caught.value.code == 1012
    assert not gallery.probe._parked


def test_a_socket_ends_after_so_many_echoes(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "MAX_ECHOES", 2)
    with client.websocket_connect(PROBE) as socket:
        for text in ("one", "two"):
            socket.send_text(text)
            assert socket.receive_text() == text
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()
