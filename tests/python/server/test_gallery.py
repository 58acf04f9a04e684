from __future__ import annotations

import asyncio
import threading

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard, Identity
from evergallery.settings import Settings
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.conftest import MakeGallery
from tests.python.server.talk import (
    OTHER_SESSION,
    SESSION,
    Message,
    batch,
    hello,
    is_event,
    kinds,
    only,
    pack,
    ping,
    read,
    read_until,
    request,
    unpack,
)


def test_the_welcome_says_what_the_client_must_know(gallery: Gallery) -> None:
    [welcome] = read(asyncio.run(gallery.poll(batch(hello()))))
    assert welcome["body"]["sockets"] is True
    assert welcome["body"]["library"] == "fake"
    assert welcome["body"]["settings"] == Settings().for_client()
    assert len(welcome["body"]["ticket"]) > 20


def test_logins_are_told_apart_by_what_only_this_server_can_tell(
    gallery: Gallery, library: FakeLibrary
) -> None:
    async def tags() -> list[str]:
        answers = [await gallery.poll(batch(hello()), user) for user in ("ada", "eve", "ada")]
        return [read(answer)[0]["body"]["user_tag"] for answer in answers]

    ada, eve, again = asyncio.run(tags())
    assert ada == again != eve
    assert "ada" not in ada
    library.secret = b"of another server"
    assert ada not in asyncio.run(tags())


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


# Nothing is left behind


class CutSocket:
    """An ASGI socket whose peer says `texts` and is cut: while it reads, while we write, or before the hello."""

    def __init__(self, texts: list[str], writes_left: int) -> None:
        self._texts = texts
        self._writes_left = writes_left

    async def serve(self, gallery: Gallery) -> None:
        scope = {"type": "websocket", "headers": [], "query_string": b"", "path": "/"}
        await gallery.socket.serve(WebSocket(scope, self._receive, self._send))

    async def _receive(self) -> Message:
        await asyncio.sleep(0)
        if not self._said_connect:
            self._said_connect = True
            return {"type": "websocket.connect"}
        if self._texts:
            return {"type": "websocket.receive", "text": self._texts.pop(0)}
        return {"type": "websocket.disconnect", "code": 1006}

    async def _send(self, message: Message) -> None:
        await asyncio.sleep(0)
        self._writes_left -= 1
        if self._writes_left < 0:
            raise OSError("the peer is gone")

    _said_connect = False


async def cut_everywhere(gallery: Gallery) -> None:
    """200 sockets and 200 polls of 20 clients, cut after each number of words and at each write."""
    words = [
        hello(transport="websocket"),
        request(1, "open_view"),
        pack(1, *[1, 3] * 20, *range(100, 160)),
        ping(),
        pack(2, 415, 99, 100),
        request(2, "item", {"id": 1}),
        unpack(1),
    ]
    for number in range(200):
        session = f"{number % 20:022}"
        said = [word.replace(SESSION, session) for word in words[: number % 8]]
        await CutSocket(said, writes_left=number % 9).serve(gallery)
        asked = batch(hello(session, wait_ms=20_000), request(1, "status"))
        poll = asyncio.create_task(gallery.poll(asked))
        await asyncio.sleep(0)
        poll.cancel()
        await asyncio.wait([poll])


@pytest.mark.anyio
async def test_200_cut_sockets_and_polls_leave_nothing_behind(
    gallery: Gallery, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evergallery.server.websocket.CODE_WITHIN_S", 0)
    library.warm = dict.fromkeys(range(100, 160), b"w" * 15_000)
    before = asyncio.all_tasks()
    await cut_everywhere(gallery)
    for _ in range(500):
        if asyncio.all_tasks() - before == set():
            break
        await asyncio.sleep(0.01)
    assert asyncio.all_tasks() - before == set()
    assert gallery.socket.open == 0
    assert gallery._polls.parked == 0
    assert 0 < len(gallery._registry) <= 20
    for runner in gallery._registry:
        assert not runner.is_attached
        assert runner._jobs == {}
        assert runner._tasks == set()
        assert runner.session.next_deadline() is None
        assert runner._carrier._sockets == 0
    assert len(gallery._tickets) <= 20
    gallery._registry.stop()
    assert not gallery._registry._lag.is_running
