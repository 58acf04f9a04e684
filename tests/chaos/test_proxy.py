from __future__ import annotations

import contextlib
import http.client
import itertools
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
    Buffer,
    Cut,
    Delay,
    Drop,
    HalfOpen,
    Hang,
    IdleKill,
    LifeCap,
    Replay,
    Rule,
    StripCredentials,
    StripUpgrade,
    Swallow,
    interstitial,
    redirect,
    too_many,
)
from tests.chaos.proxy import Proxy

SOON_S = 5

bodies = (f"answer {number}".encode() for number in itertools.count())


def count_up(connection: ServerConnection) -> None:
    """For each text that arrives, sends that many numbered messages."""
    with contextlib.suppress(ConnectionClosed):
        for text in connection:
            for number in range(int(text)):
                connection.send(f"message {number}")


def plain_page(connection: ServerConnection, request: Request) -> Response | None:
    if request.path.startswith("/socket") and "Upgrade" in request.headers:
        return None
    if request.path == "/cookie":
        return Response(200, "OK", Headers(), request.headers.get("Cookie", "none").encode())
    body = next(bodies) if request.path == "/changing" else b"x" * 1000
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


def get(
    proxy: Proxy, path: str = "/page", timeout_s: float = SOON_S, **headers: str
) -> tuple[int, str, bytes]:
    with contextlib.closing(
        http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=timeout_s)
    ) as connection:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        settle(proxy)
        return response.status, response.headers.get_content_type(), body


def settle(proxy: Proxy) -> None:
    """A client may have its whole answer before the proxy has seen the server's end of it."""
    end = time.monotonic() + SOON_S
    while proxy.counters.open_requests and time.monotonic() < end:
        time.sleep(0.01)


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


def test_every_other_request_may_be_governed(proxy: Proxy) -> None:
    proxy.rules = [Rule(Answer(429), every=2)]
    assert [get(proxy)[0] for _ in range(4)] == [200, 429, 200, 429]


def test_a_proxy_that_keeps_no_connection_says_so(proxy: Proxy) -> None:
    proxy.keeps_alive = False
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", proxy.port)) as connection:
        connection.request("GET", "/page")
        answer = connection.getresponse()
        assert answer.getheader("Connection") == "close"
        assert answer.read() == b"x" * 1000


def test_cuts_are_counted(proxy: Proxy) -> None:
    proxy.rules = [Rule(Cut(after_bytes=10))]
    with pytest.raises(http.client.IncompleteRead):
        get(proxy)
    settle(proxy)
    assert proxy.counters.cuts == 1


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
        Rule(interstitial("hello"), path="/run/*"),
        Rule(too_many(retry_after_s=1), path="/thumb/*"),
    ]
    assert get(proxy, "/run/anything") == (200, "text/html", b"<!doctype html><h1>hello</h1>")
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


def test_a_login_proxy_sends_everybody_elsewhere(proxy: Proxy) -> None:
    proxy.rules = [Rule(redirect("/login"))]
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", proxy.port)) as connection:
        connection.request("GET", "/page")
        response = connection.getresponse()
        assert (response.status, response.headers["Location"]) == (302, "/login")
        assert response.read() == b""


def test_a_socket_dies_silently_for_both_sides(proxy: Proxy) -> None:
    with socket(proxy) as connection:
        connection.send("1")
        assert connection.recv(SOON_S) == "message 0"
        assert proxy.inject(HalfOpen()) == 1
        connection.send("5")
        with pytest.raises(TimeoutError):
            connection.recv(0.2)
        assert proxy.counters.messages_down == 1
        proxy.inject(Drop())
        with pytest.raises(ConnectionClosed):
            connection.recv(SOON_S)


def test_an_idle_socket_is_killed_and_a_talking_one_is_not(proxy: Proxy) -> None:
    proxy.rules = [Rule(IdleKill(after_s=0.3), kind="upgrade")]
    with socket(proxy) as connection:
        for _ in range(4):
            time.sleep(0.15)
            connection.send("1")
            assert connection.recv(SOON_S) == "message 0"
        with pytest.raises(ConnectionClosed):
            connection.recv(SOON_S)


def test_an_idle_socket_may_be_forgotten_silently(proxy: Proxy) -> None:
    proxy.rules = [Rule(IdleKill(after_s=0.1, silent=True), kind="upgrade")]
    with socket(proxy) as connection:
        with pytest.raises(TimeoutError):
            connection.recv(0.2)
        connection.send("1")
        with pytest.raises(TimeoutError):
            connection.recv(0.2)


def test_a_capped_socket_ends_at_its_age_however_busy(proxy: Proxy) -> None:
    proxy.rules = [Rule(LifeCap(after_s=0.4), kind="upgrade")]
    with socket(proxy) as connection:
        began = time.monotonic()
        with contextlib.suppress(ConnectionClosed):
            while time.monotonic() - began < 3:
                connection.send("1")
                connection.recv(SOON_S)
        assert 0.3 < time.monotonic() - began < 2


def test_a_buffer_hands_on_in_lumps(proxy: Proxy) -> None:
    proxy.rules = [Rule(Buffer(lump_bytes=11 * 4), kind="upgrade")]
    with socket(proxy) as connection:
        connection.send("3")
        with pytest.raises(TimeoutError):
            connection.recv(0.2)
        connection.send("1")
        assert len(received(connection, timeout_s=0.5)) == 4


def test_a_buffer_holds_an_answer_until_it_is_whole(proxy: Proxy) -> None:
    proxy.rules = [Rule(Buffer())]
    assert get(proxy) == (200, "text/plain", b"x" * 1000)


def test_a_new_connection_costs_a_round_trip_and_the_next_request_on_it_does_not(
    proxy: Proxy,
) -> None:
    proxy.rules = [Rule(Delay(0.2))]
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", proxy.port)) as connection:
        took = []
        for _ in range(2):
            began = time.monotonic()
            connection.request("GET", "/page")
            assert connection.getresponse().read() == b"x" * 1000
            took.append(time.monotonic() - began)
        time.sleep(0.05)
        assert proxy.counters.open_requests == 0, "a connection that rests is no request"
    assert took[0] >= 0.4
    assert took[1] >= 0.2
    assert proxy.counters.connections == 1
    assert proxy.counters.requests == 2


def test_a_slow_line_carries_so_many_bytes_per_second(proxy: Proxy) -> None:
    proxy.rules = [Rule(Delay(bytes_per_s=5_000))]
    began = time.monotonic()
    assert get(proxy)[2] == b"x" * 1000
    assert time.monotonic() - began >= 0.2


def test_a_request_to_upgrade_may_arrive_as_a_plain_one(proxy: Proxy) -> None:
    proxy.rules = [Rule(StripUpgrade(), kind="upgrade")]
    with pytest.raises(InvalidStatus) as refusal:
        socket(proxy)
    assert refusal.value.response.status_code == 200


def test_credentials_may_get_lost_on_the_way(proxy: Proxy) -> None:
    assert get(proxy, "/cookie", Cookie="a=1")[2] == b"a=1"
    proxy.rules = [Rule(StripCredentials())]
    assert get(proxy, "/cookie", Cookie="a=1")[2] == b"none"


def test_a_broken_cache_answers_with_what_was_true_before(proxy: Proxy) -> None:
    proxy.rules = [Rule(Replay(), path="/changing", times=3)]
    first = get(proxy, "/changing")[2]
    second, third, fourth = (get(proxy, "/changing")[2] for _ in range(3))
    assert first == second == third != fourth


def test_a_sub_path_is_stripped_and_nothing_is_outside(server_port: int) -> None:
    with Proxy(server_port, prefix="/a/b") as proxy:
        assert proxy.url.endswith("/a/b/")
        assert get(proxy, "/a/b/page")[0] == 200
        assert get(proxy, "/page")[0] == 404
        with socket(proxy, "/a/b/socket") as connection:
            connection.send("1")
            assert connection.recv(SOON_S) == "message 0"
        assert dict(proxy.counters.outside) == {"/page": 1}


def test_what_went_through_is_measured(proxy: Proxy) -> None:
    get(proxy)
    with socket(proxy) as connection:
        connection.send("2")
        assert connection.recv(SOON_S) == "message 0"
        assert connection.recv(SOON_S) == "message 1"
    counters = proxy.counters
    assert counters.largest_frame_bytes == 11
    assert counters.largest_body_bytes("/pa*") == 1000
    assert counters.bytes_by_path["/page"] == 1000
    assert len(counters.times_of("/page")) == 1
    assert counters.open_requests == 0
    assert counters.most_open_requests == 1
