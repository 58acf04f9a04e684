from __future__ import annotations

import asyncio
import threading

import pytest
from starlette.testclient import TestClient

from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard, Identity
from evergallery.settings import Settings
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.conftest import MakeGallery
from tests.python.server.talk import (
    OTHER_SESSION,
    batch,
    hello,
    is_event,
    kinds,
    only,
    read,
    read_until,
    request,
)


def test_the_welcome_says_what_the_client_must_know(gallery: Gallery) -> None:
    [welcome] = read(asyncio.run(gallery.poll(batch(hello()))))
    assert welcome["body"]["sockets"] is True
    assert welcome["body"]["library"] == "fake"
    assert welcome["body"]["settings"] == Settings().for_client()


def test_a_poll_the_host_has_let_in_belongs_to_the_hosts_user(
    make_gallery: MakeGallery,
) -> None:
    """Without the request at hand the guard is not asked: the host's own route was."""
    gallery = make_gallery(Guard(lambda _: None))

    async def polls() -> set[str]:
        answers = [await gallery.poll(batch(hello()), user) for user in ("ada", "eve", "ada", None)]
        return {read(answer)[0]["body"]["epoch"] for answer in answers}

    assert len(asyncio.run(polls())) == 3


def test_socket_and_poll_of_a_user_meet_in_one_session(
    make_gallery: MakeGallery, library: FakeLibrary
) -> None:
    from tests.python.server.conftest import make_app

    gallery = make_gallery(Guard(lambda c: Identity(c.cookies.get("user", ""))))
    with TestClient(make_app(gallery), cookies={"user": "ada"}) as client:
        welcome = read(client.post("/poll", content=batch(hello())).text)[0]
        with client.websocket_connect("/evergallery/v1/socket") as socket:
            socket.send_text(hello(epoch=welcome["body"]["epoch"], transport="websocket"))
            again = read_until(socket.receive_text, lambda m: m["type"] == "welcome")
    assert again["body"]["resumed"]


def test_new_settings_reach_every_session(gallery: Gallery, client: TestClient) -> None:
    with client.websocket_connect("/evergallery/v1/socket") as socket:
        socket.send_text(hello(transport="websocket"))
        socket.receive_text()
        threading.Thread(target=gallery.settings_changed).start()
        event = read_until(socket.receive_text, is_event("settings_changed"))
    assert event["body"]["data"]["settings"]["transport"] == "auto"


def test_a_stop_from_another_thread_frees_the_polls_that_wait(gallery: Gallery) -> None:
    """Or the host's "Reload UI" would wait for them."""

    async def waiting() -> str:
        asyncio.get_running_loop().call_later(0.02, threading.Thread(target=gallery.stop).start)
        return await asyncio.wait_for(gallery.poll(batch(hello(wait_ms=20_000))), 5)

    assert kinds(read(asyncio.run(waiting()))) == ["welcome"]
    stopped = read(asyncio.run(gallery.poll(batch(hello()))))
    assert only(stopped, "bye")["body"]["code"] == "server_full"


def test_a_server_on_another_loop_begins_with_new_epochs(gallery: Gallery) -> None:
    async def polls() -> tuple[str, str]:
        answers = [await gallery.poll(batch(hello(s), request(1, "status")), "")
                   for s in ("s" * 22, OTHER_SESSION)]  # fmt: skip
        first, second = (read(answer)[0]["body"]["epoch"] for answer in answers)
        return first, second

    assert not set(asyncio.run(polls())) & set(asyncio.run(polls()))


@pytest.mark.parametrize("is_given", [True, False])
def test_whether_sockets_are_promised_can_be_said_or_found_out(
    library: FakeLibrary, static_dir: object, is_given: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evergallery.server.gallery.can_upgrade", lambda: False)
    given = {"sockets": True} if is_given else {}
    gallery = Gallery(library, Settings, Guard(), static_dir=static_dir, **given)  # type: ignore[arg-type]
    [welcome] = read(asyncio.run(gallery.poll(batch(hello()))))
    assert welcome["body"]["sockets"] is is_given
