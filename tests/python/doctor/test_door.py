from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount

from evergallery.doctor.door import find_door
from evergallery.doctor.visitor import Visitor
from evergallery.server.guard import Guard
from tests.python.doctor.conftest import LOGIN, by_cookie, gallery_app, saying

Serve = Callable[[Any], str]


def locked_app(folder: Path) -> Starlette:
    return gallery_app(folder, Guard(by_cookie))


def behind_basic(app: Any) -> Any:
    """An edge that wants HTTP Basic and takes it away before the server, as Caddy in front of a pod may."""
    wanted = b"Basic " + base64.b64encode(":".join(LOGIN).encode())

    async def edge(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and dict(scope["headers"]).get(b"authorization") != wanted:
            headers = {"WWW-Authenticate": 'Basic realm="edge"'}
            await PlainTextResponse("", 401, headers=headers)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return edge


def test_an_open_gallery_is_found_without_a_login(visitor: Visitor, base: str) -> None:
    door = find_door(visitor, [base], None)
    assert (door.base, door.login) == (base, "")
    assert door.login_outcome.result == "skipped"


def test_a_gallery_is_found_below_a_path_and_above_the_pasted_one(
    visitor: Visitor, serve: Serve, tmp_path: Path
) -> None:
    base = serve(Starlette(routes=[Mount("/a/b", gallery_app(tmp_path))]))
    bases = [base + "a/b/c/", base + "a/b/", base + "a/"]
    assert find_door(visitor, bases, None).base == base + "a/b/"


def test_the_web_uis_form_lets_the_visitor_in(
    visitor: Visitor, serve: Serve, tmp_path: Path
) -> None:
    door = find_door(visitor, [serve(locked_app(tmp_path))], LOGIN)
    assert (door.outcome.result, door.login) == ("ok", "form")
    assert door.login_outcome.result == "ok"


def test_an_edges_basic_login_and_the_form_behind_it_are_both_passed(
    visitor: Visitor, serve: Serve, tmp_path: Path
) -> None:
    door = find_door(visitor, [serve(behind_basic(locked_app(tmp_path)))], LOGIN)
    assert (door.outcome.result, door.login) == ("ok", "basic+form")


@pytest.mark.parametrize(("login", "result"), [(None, "login"), (("ada", "wrong"), "wrong_login")])
def test_without_the_right_login_it_says_which(
    login: Any, result: str, visitor: Visitor, serve: Serve, tmp_path: Path
) -> None:
    for app in (locked_app(tmp_path), behind_basic(locked_app(tmp_path))):
        door = find_door(visitor, [serve(app)], login)
        assert (door.base, door.outcome.result, door.login_outcome.result) == ("", result, result)


def test_a_server_without_a_gallery_tells_more_than_one_that_is_not_there(
    visitor: Visitor, serve: Serve
) -> None:
    empty = serve(saying(lambda _: Response("", 404)))
    door = find_door(visitor, ["http://127.0.0.1:9/", empty, "http://127.0.0.1:9/"], None)
    assert door.outcome.result == "missing"


def test_a_gateway_is_not_asked_again_in_every_folder(visitor: Visitor, serve: Serve) -> None:
    asked = []

    def gateway(request: Any) -> Response:
        asked.append(request.url.path)
        return Response("", 502)

    base = serve(saying(gateway))
    assert find_door(visitor, [base + "a/", base], None).outcome.result == "gateway"
    assert len(asked) == 1
