from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator

import pytest
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Request, Response
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection, serve

from tests.chaos.faults import (
    Answer,
    Cut,
    Delay,
    Drop,
    Gate,
    Hang,
    MessageEnds,
    Pass,
    Rule,
    Swallow,
)
from tests.chaos.proxy import Proxy

SOON_S = 5


def count_up(connection: ServerConnection) -> None:
    """For each text that arrives, sends that many numbered messages."""
    with contextlib.suppress(ConnectionClosed):
        for text in connection:
            for number in range(int(text)):
                connection.send(f"message {number}")


def plain_page(connection: ServerConnection, request: Request) -> Response | None:
    if request.path.startswith("/socket"):
        return None
    body = b"x" * 1000
    headers = Headers({"Content-Length": str(len(body)), "Content-Type": "text/plain"})
    return Response(200, "OK", headers, body)


@pytest.fixture(scope="module")
def server_port() -> Iterator[int]:
    with serve(count_up, "127.0.0.1", 0, process_request=plain_page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.socket.getsockname()[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(server_port: int) -> Iterator[Proxy]:
    with Proxy(server_port) as proxy:
        yield proxy


def socket(proxy: Proxy, path: str = "/socket", open_timeout_s: float = SOON_S) -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{proxy.port}{path}", open_timeout=open_timeout_s, close_timeout=0.1
    )


def get(proxy: Proxy, path: str = "/page", timeout_s: float = SOON_S) -> tuple[int, str, bytes]:
    with contextlib.closing(
        http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=timeout_s)
    ) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.headers.get_content_type(), response.read()


def received(connection: ClientConnection, timeout_s: float = SOON_S) -> list[str]:
    """Every message until the connection ends or falls silent."""
    texts: list[str] = []
    with contextlib.suppress(ConnectionClosed, TimeoutError):
        while True:
            texts.append(str(connection.recv(timeout_s)))
    return texts


def test_without_rules_everything_passes_and_is_counted(proxy: Proxy) -> None:
    assert get(proxy) == (200, "text/plain", b"x" * 1000)
    with socket(proxy) as connection:
        connection.send("3")
        assert [connection.recv(SOON_S) for _ in range(3)] == [
            "message 0",
            "message 1",
            "message 2",
        ]
    assert proxy.counters.upgrades == 1
    assert proxy.counters.requests == 1
    assert proxy.counters.messages_down == 3
    assert proxy.counters.by_path["/page"] == 1


@pytest.mark.parametrize("status", [403, 404, 426, 502])
def test_a_refused_upgrade_gets_the_status_and_leaves_http_alone(proxy: Proxy, status: int) -> None:
    proxy.rules = [Rule(Answer(status), kind="upgrade")]
    with pytest.raises(InvalidStatus) as refusal:
        socket(proxy)
    assert refusal.value.response.status_code == status
    assert get(proxy)[0] == 200


def test_a_hanging_handshake_never_answers(proxy: Proxy) -> None:
    proxy.rules = [Rule(Hang(), kind="upgrade")]
    with pytest.raises(TimeoutError):
        socket(proxy, open_timeout_s=0.3)


def test_a_dropped_connection_ends_without_an_answer(proxy: Proxy) -> None:
    proxy.rules = [Rule(Drop())]
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        get(proxy)


def test_a_swallowed_socket_opens_and_stays_silent(proxy: Proxy) -> None:
    proxy.rules = [Rule(Swallow(), kind="upgrade")]
    with socket(proxy) as connection:
        connection.send("5")
        with pytest.raises(TimeoutError):
            connection.recv(0.3)


def test_a_socket_is_cut_after_so_many_messages(proxy: Proxy) -> None:
    proxy.rules = [Rule(Cut(after_messages=7), kind="upgrade")]
    with socket(proxy) as connection:
        connection.send("20")
        assert len(received(connection)) == 7


def test_a_socket_is_cut_within_a_message(proxy: Proxy) -> None:
    proxy.rules = [Rule(Cut(after_bytes=11 * 4 + 3), kind="upgrade")]
    with socket(proxy) as connection:
        connection.send("20")
        assert len(received(connection)) == 4


def test_a_body_is_cut_short(proxy: Proxy) -> None:
    proxy.rules = [Rule(Cut(after_bytes=500), kind="http")]
    with pytest.raises(http.client.IncompleteRead):
        get(proxy)


def test_delayed_messages_keep_their_order(proxy: Proxy) -> None:
    proxy.rules = [Rule(Delay(0.1, jitter_s=0.05), kind="upgrade")]
    with socket(proxy) as connection:
        began = time.monotonic()
        for _ in range(3):
            connection.send("1")
        assert [connection.recv(SOON_S) for _ in range(3)] == ["message 0"] * 3
    assert time.monotonic() - began >= 0.05


def test_an_html_page_or_a_429_can_stand_in_for_the_server(proxy: Proxy) -> None:
    proxy.rules = [
        Rule(Answer(200, "<h1>hello</h1>", "text/html"), path="/run/*"),
        Rule(Answer(429, headers={"Retry-After": "1"}), path="/thumb/*"),
    ]
    assert get(proxy, "/run/anything") == (200, "text/html", b"<h1>hello</h1>")
    assert get(proxy, "/thumb/1")[0] == 429
    assert get(proxy)[0] == 200


def test_a_rule_may_hold_for_the_first_few_only(proxy: Proxy) -> None:
    proxy.rules = [Rule(Answer(503), path="/page", times=2)]
    assert [get(proxy)[0] for _ in range(3)] == [503, 503, 200]


def test_rules_change_while_it_runs(proxy: Proxy) -> None:
    proxy.rules = [Rule(Answer(502))]
    assert get(proxy)[0] == 502
    proxy.rules = []
    assert get(proxy)[0] == 200


def test_an_open_socket_can_fall_silent_and_be_dropped(proxy: Proxy) -> None:
    with socket(proxy) as connection:
        connection.send("1")
        assert connection.recv(SOON_S) == "message 0"
        assert proxy.inject(Swallow()) == 1
        connection.send("1")
        with pytest.raises(TimeoutError):
            connection.recv(0.2)
        proxy.inject(Drop())
        with pytest.raises(ConnectionClosed):
            connection.recv(SOON_S)
    assert proxy.inject(Drop()) == 0


def frame(payload: bytes, *, opcode: int = 1, fin: bool = True) -> bytes:
    first = bytes([opcode | (0x80 if fin else 0)])
    if len(payload) < 126:
        return first + bytes([len(payload)]) + payload
    if len(payload) < 65536:
        return first + b"\x7e" + len(payload).to_bytes(2, "big") + payload
    return first + b"\x7f" + len(payload).to_bytes(8, "big") + payload


@pytest.mark.parametrize("size", [0, 5, 125, 126, 65535, 65536])
def test_message_ends_are_found_for_every_length(size: int) -> None:
    one = frame(b"a" * size)
    assert MessageEnds().feed(one + one) == [len(one), 2 * len(one)]


def test_message_ends_are_found_byte_by_byte_and_control_frames_do_not_count() -> None:
    stream = frame(b"he", fin=False) + frame(b"", opcode=9) + frame(b"llo", opcode=0) + frame(b"x")
    ends, finder = [], MessageEnds()
    for offset in range(len(stream)):
        ends += finder.feed(stream[offset : offset + 1])
    assert ends == [len(stream) - 3, len(stream)]


def test_a_gate_lets_exactly_the_allowed_messages_through() -> None:
    one = frame(b"abc")
    gate = Gate(Cut(after_messages=2))
    assert gate.feed(one + one + one) == one + one
    assert gate.is_cut
    assert Gate(Pass()).feed(one) == one
