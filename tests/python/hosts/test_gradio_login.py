from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from evergallery.hosts.gradio_login import gradio_apps, login_is_required, user_of


def gradio_app(
    *,
    auth: object = None,
    cookie_id: str | None = None,
    tokens: dict[str, str] | None = None,
    **more: Any,
) -> SimpleNamespace:
    """The attributes of a Gradio App that carry its login; version 3 has no cookie_id."""
    app = SimpleNamespace(
        auth=auth,
        tokens=tokens or {},
        get_blocks=lambda: None,
        router=SimpleNamespace(routes=[]),
        **more,
    )
    if cookie_id is not None:
        app.cookie_id = cookie_id
    return app


def outer_app(*inner: SimpleNamespace) -> SimpleNamespace:
    routes = [SimpleNamespace(app=app) for app in inner]
    return SimpleNamespace(router=SimpleNamespace(routes=routes))


def connection(**cookies: str) -> SimpleNamespace:
    named = {name.replace("__", "-"): value for name, value in cookies.items()}
    return SimpleNamespace(cookies=named)


@pytest.mark.parametrize("cookie", ["access__token", "access__token__unsecure"])
def test_gradio_3_knows_a_person_by_either_cookie(cookie: str) -> None:
    app = gradio_app(auth={"ann": "x"}, tokens={"T": "ann"})
    assert user_of(app, connection(**{cookie: "T"})) == "ann"


def test_from_gradio_4_on_the_cookie_carries_the_apps_id() -> None:
    app = gradio_app(auth={"ann": "x"}, tokens={"T": "ann"}, cookie_id="k1")
    assert user_of(app, connection(access__token__k1="T")) == "ann"
    assert user_of(app, connection(access__token="T")) is None


def test_an_unknown_token_and_no_cookie_at_all_are_refused() -> None:
    app = gradio_app(auth={"ann": "x"}, tokens={"T": "ann"})
    assert user_of(app, connection(access__token="stolen")) is None
    assert user_of(app, connection()) is None


def test_without_login_everybody_is_the_nameless_user() -> None:
    app = gradio_app(tokens={"T": "ann"})
    assert user_of(app, connection(access__token="T")) == ""
    assert not login_is_required(app)


def test_login_at_an_app_mounted_below_counts() -> None:
    below = gradio_app(auth={"ann": "x"}, tokens={"T": "ann"})
    app = outer_app(gradio_app(), below)
    assert len(gradio_apps(app)) == 2
    assert login_is_required(app)
    assert user_of(app, connection(access__token="T")) == "ann"
    assert user_of(app, connection()) is None


def test_apps_mounted_on_each_other_do_not_loop() -> None:
    first, second = gradio_app(), gradio_app()
    first.router.routes.append(SimpleNamespace(app=second))
    second.router.routes.append(SimpleNamespace(app=first))
    assert len(gradio_apps(first)) == 2


def test_the_owners_dependency_decides_who_it_is() -> None:
    app = gradio_app(auth_dependency=lambda request: request.cookies.get("me"))
    assert user_of(app, connection(me="bob")) == "bob"
    assert user_of(app, connection()) is None


def test_a_dependency_that_raises_refuses(caplog: pytest.LogCaptureFixture) -> None:
    def fails(request: Any) -> str:
        raise KeyError("session")

    assert user_of(gradio_app(auth_dependency=fails), connection()) is None
    assert "auth_dependency failed" in caplog.text


def test_an_async_dependency_refuses_instead_of_letting_everybody_in(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def later(request: Any) -> str:
        return "bob"

    assert user_of(gradio_app(auth_dependency=later), connection()) is None
    assert "async" in caplog.text
