from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from evergallery.doctor import visitor as visitor_module
from evergallery.doctor.visitor import NoAnswer, Visitor
from tests.python.doctor.conftest import saying


def heard(request: Request) -> Response:
    """What the server saw of the visitor."""
    return JSONResponse(dict(request.headers))


def test_a_visitor_is_known_as_the_servers_own_page_where_a_browser_says_so(
    visitor: Visitor, serve: Callable[[Any], str]
) -> None:
    base = serve(saying(heard))
    assert b'"sec-fetch-site":"same-origin"' in visitor.get(base).body
    posted = visitor.post(base, json={})
    assert f'"origin":"{base[:-1]}"'.encode() in posted.body


def test_basic_login_goes_with_requests_and_with_sockets(visitor: Visitor) -> None:
    visitor.use_basic(("ada", "secret"))
    headers = visitor._socket_headers("http://127.0.0.1:1/")
    assert headers["Authorization"] == "Basic YWRhOnNlY3JldA=="
    assert headers["Origin"] == "http://127.0.0.1:1"


def test_cookies_go_with_sockets(visitor: Visitor, serve: Callable[[Any], str]) -> None:
    def with_cookie(_: Request) -> Response:
        answer = Response("")
        answer.set_cookie("access-token-unsecure", "token")
        return answer

    base = serve(saying(with_cookie))
    visitor.get(base)
    assert visitor._socket_headers(base)["Cookie"] == "access-token-unsecure=token"


def test_a_redirect_to_another_host_is_noticed(
    visitor: Visitor, serve: Callable[[Any], str]
) -> None:
    there = serve(saying(lambda _: Response("a login page", media_type="text/html")))
    here = serve(saying(lambda _: RedirectResponse(there.replace("127.0.0.1", "localhost"))))
    assert visitor.get(here).answer.elsewhere
    assert not visitor.get(there).answer.elsewhere


def test_nobody_there_is_unreachable(visitor: Visitor) -> None:
    with pytest.raises(NoAnswer) as caught:
        visitor.get("http://127.0.0.1:9/")
    assert caught.value.result == "unreachable"


@pytest.fixture
def listener() -> Any:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def url_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_a_connection_nobody_answers_on_times_out(
    visitor: Visitor, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor_module, "OPEN_S", 0.2)
    with pytest.raises(NoAnswer) as asked:
        visitor.get(url_of(listener), within_s=0.2)
    with pytest.raises(NoAnswer) as opened, visitor.socket(url_of(listener)):
        pass
    assert (asked.value.result, opened.value.result) == ("timeout", "timeout")


def test_a_connection_that_is_hung_up_is_cut(visitor: Visitor, listener: socket.socket) -> None:
    def hang_up() -> None:
        connection, _ = listener.accept()
        connection.recv(1000)
        connection.close()

    hanging_up = threading.Thread(target=hang_up)
    hanging_up.start()
    with pytest.raises(NoAnswer) as caught:
        visitor.get(url_of(listener))
    hanging_up.join()
    assert caught.value.result == "cut"


def test_a_refused_handshake_keeps_the_answer(
    visitor: Visitor, serve: Callable[[Any], str]
) -> None:
    base = serve(saying(lambda _: Response("no", 403, headers={"Via": "1.1 Caddy"})))
    with pytest.raises(NoAnswer) as caught, visitor.socket(base):
        pass
    assert caught.value.result == "refused"
    assert caught.value.answer is not None
    assert (caught.value.answer.status, caught.value.answer.by) == (403, "Caddy")
