from __future__ import annotations

import asyncio
import json
import logging

import anyio
import pytest

from evergallery.commands import CommandContext
from evergallery.server import poll
from evergallery.server.figures import Figures
from evergallery.server.guard import Identity
from evergallery.server.loop import HomeLoop
from evergallery.server.poll import PollEndpoint
from evergallery.server.registry import Registry
from evergallery.server.threads import Threads
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.talk import (
    OTHER_SESSION,
    SESSION,
    batch,
    cancel,
    hello,
    kinds,
    no_welcome,
    only,
    ping,
    read,
    request,
)

pytestmark = pytest.mark.anyio

ANYBODY = Identity()


@pytest.fixture
def registry(library: FakeLibrary) -> Registry:
    return Registry(lambda: CommandContext(library), Threads(4), no_welcome)


@pytest.fixture
def endpoint(registry: Registry) -> PollEndpoint:
    return PollEndpoint(HomeLoop(lambda: None), registry)


async def until_parked(endpoint: PollEndpoint, count: int = 1) -> None:
    """Polls begin to wait within a few turns of the loop."""
    for _ in range(100):
        if endpoint._parked == count:
            return
        await asyncio.sleep(0)
    pytest.fail("the poll does not wait")


async def test_an_answer_begins_with_a_welcome(endpoint: PollEndpoint) -> None:
    messages = read(await endpoint.answer(batch(hello()), ANYBODY))
    assert kinds(messages) == ["welcome"]
    assert messages[0]["body"]["version"] == 1


async def test_a_poll_brings_back_the_answers_to_what_it_asks(endpoint: PollEndpoint) -> None:
    texts = [hello(), request(1, "open_view"), request(2, "folders"), request(3, "status")]
    messages = read(await endpoint.answer(batch(*texts), ANYBODY))
    assert messages[0]["type"] == "welcome"
    assert sorted(m["id"] for m in messages if m["type"] == "result") == [1, 2, 3]


async def test_a_request_that_fails_comes_back_as_its_error(endpoint: PollEndpoint) -> None:
    texts = [hello(), request(1, "item", {"id": 99})]
    messages = read(await endpoint.answer(batch(*texts), ANYBODY))
    assert only(messages, "error")["body"]["code"] == "item_unknown"


async def test_the_answer_that_was_lost_comes_with_the_next_poll(endpoint: PollEndpoint) -> None:
    asked = batch(hello(), request(1, "status"))
    lost = read(await endpoint.answer(asked, ANYBODY))
    again = read(await endpoint.answer(asked, ANYBODY))
    assert only(again, "result") == only(lost, "result")


async def test_a_long_poll_waits_until_something_happens(
    endpoint: PollEndpoint, registry: Registry
) -> None:
    waiting = asyncio.create_task(endpoint.answer(batch(hello(wait_ms=20_000)), ANYBODY))
    await until_parked(endpoint)
    registry.runner("", SESSION).send_event("folders_changed", {})
    messages = read(await asyncio.wait_for(waiting, 5))
    assert only(messages, "event")["body"]["name"] == "folders_changed"


async def test_a_long_poll_ends_when_its_time_is_over(endpoint: PollEndpoint) -> None:
    messages = read(await endpoint.answer(batch(hello(wait_ms=30)), ANYBODY))
    assert kinds(messages) == ["welcome"]
    assert messages[0]["body"]["held_ms"] >= 30


async def test_a_newer_poll_of_the_session_ends_the_older(endpoint: PollEndpoint) -> None:
    older = asyncio.create_task(endpoint.answer(batch(hello(wait_ms=20_000)), ANYBODY))
    await until_parked(endpoint)
    newer = await endpoint.answer(batch(hello()), ANYBODY)
    assert kinds(read(await asyncio.wait_for(older, 5))) == ["welcome"]
    assert kinds(read(newer)) == ["welcome"]


async def test_a_poll_of_another_session_does_not(endpoint: PollEndpoint) -> None:
    parked = asyncio.create_task(endpoint.answer(batch(hello(wait_ms=20_000)), ANYBODY))
    await until_parked(endpoint)
    await endpoint.answer(batch(hello(OTHER_SESSION)), ANYBODY)
    assert not parked.done()
    parked.cancel()


async def test_another_user_with_the_same_session_id_has_a_session_of_their_own(
    endpoint: PollEndpoint, registry: Registry
) -> None:
    await endpoint.answer(batch(hello()), Identity("ada"))
    registry.runner("ada", SESSION).send_event("folders_changed", {})
    assert kinds(read(await endpoint.answer(batch(hello()), Identity("eve")))) == ["welcome"]
    assert "event" in kinds(read(await endpoint.answer(batch(hello()), Identity("ada"))))


async def test_a_poll_whose_client_has_gone_leaves_nothing_behind(
    endpoint: PollEndpoint, registry: Registry
) -> None:
    parked = asyncio.create_task(endpoint.answer(batch(hello(wait_ms=20_000)), ANYBODY))
    await until_parked(endpoint)
    parked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await parked
    assert endpoint._parked == 0
    assert not registry.runner("", SESSION).is_attached


async def test_an_empty_poll_waits_a_moment_for_what_is_under_way(
    endpoint: PollEndpoint, library: FakeLibrary
) -> None:
    library.hold()
    asked = asyncio.create_task(
        endpoint.answer(batch(hello(), request(1, "item", {"id": 1})), ANYBODY)
    )
    await until_parked(endpoint)
    library.release()
    assert only(read(await asyncio.wait_for(asked, 5)), "result")["body"]["id"] == 1


async def test_a_cancelled_request_gets_no_answer(
    endpoint: PollEndpoint, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "HOLD_S", 0.01)
    library.hold()
    await endpoint.answer(batch(hello(), request(1, "item", {"id": 1})), ANYBODY)
    messages = read(await endpoint.answer(batch(hello(), cancel(2, 1)), ANYBODY))
    library.release()
    assert kinds(messages) == ["welcome"]
    later = read(await endpoint.answer(batch(hello(), request(3, "status")), ANYBODY))
    assert [m["id"] for m in later if m["type"] == "result"] == [3]


async def test_a_ping_is_answered_at_once(endpoint: PollEndpoint) -> None:
    texts = batch(hello(wait_ms=20_000), ping(7))
    messages = read(await asyncio.wait_for(endpoint.answer(texts, ANYBODY), 5))
    assert only(messages, "pong")["body"] == {"token": 7}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "{}",
        "[]",
        "null",
        "[1]",
        "[" * 100_000,
        "\ud800",
        batch(request(1, "status")),
        batch(ping()),
        batch(hello("short")),
        batch(*[hello()] * 65),
        json.dumps([{"type": "hello", "ack": 0, "body": {"pad": "x" * 600_000}}]),
    ],
)
async def test_what_is_no_poll_costs_its_sender_a_bye_and_nobody_else(
    endpoint: PollEndpoint, registry: Registry, text: str
) -> None:
    messages = read(await endpoint.answer(text, ANYBODY))
    assert kinds(messages) == ["bye"]
    assert messages[0]["body"]["code"] == "protocol_error"
    assert len(registry) == 0


async def test_a_wrong_message_after_the_hello_ends_this_poll_only(
    endpoint: PollEndpoint,
) -> None:
    texts = batch(hello(wait_ms=20_000), '{"type": "dance"}', request(1, "status"))
    messages = read(await asyncio.wait_for(endpoint.answer(texts, ANYBODY), 5))
    assert kinds(messages) == ["welcome", "bye"]
    assert kinds(read(await endpoint.answer(batch(hello()), ANYBODY))) == ["welcome"]


async def test_polls_beyond_the_places_wait_a_moment_only(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "CROWDED_WAIT_S", 0.01)
    endpoint = PollEndpoint(HomeLoop(lambda: None), registry, max_parked=1)
    parked = asyncio.create_task(endpoint.answer(batch(hello(wait_ms=20_000)), ANYBODY))
    await until_parked(endpoint)
    crowded = endpoint.answer(batch(hello(OTHER_SESSION, wait_ms=20_000)), ANYBODY)
    assert kinds(read(await asyncio.wait_for(crowded, 5))) == ["welcome"]
    parked.cancel()


async def test_a_full_server_says_so(library: FakeLibrary) -> None:
    registry = Registry(lambda: CommandContext(library), Threads(1), no_welcome, max_sessions=1)
    endpoint = PollEndpoint(HomeLoop(lambda: None), registry)
    parked = asyncio.create_task(endpoint.answer(batch(hello(wait_ms=20_000)), ANYBODY))
    await until_parked(endpoint)
    messages = read(await endpoint.answer(batch(hello(OTHER_SESSION)), ANYBODY))
    assert messages[0]["body"]["code"] == "server_full"
    parked.cancel()


async def test_an_unforeseen_error_is_a_bye_without_its_details(
    library: FakeLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> dict[str, object]:
        raise ZeroDivisionError("a secret of the inside")

    registry = Registry(lambda: CommandContext(library), Threads(1), broken)
    endpoint = PollEndpoint(HomeLoop(lambda: None), registry)
    with caplog.at_level(logging.ERROR, "evergallery"):
        answer = await endpoint.answer(batch(hello()), ANYBODY)
    assert read(answer)[0]["body"]["code"] == "internal"
    assert "secret" not in answer
    assert "a secret of the inside" in caplog.text


async def test_how_polls_ended_is_counted(registry: Registry) -> None:
    figures = Figures()
    endpoint = PollEndpoint(HomeLoop(lambda: None), registry, figures)
    await endpoint.answer(batch(hello()), ANYBODY)
    await endpoint.answer("nonsense", ANYBODY)
    assert figures.polls == {"ok": 1, "protocol_error": 1}


async def test_many_waiting_polls_hold_no_thread(endpoint: PollEndpoint) -> None:
    sessions = [f"{number:022}" for number in range(poll.MAX_PARKED)]
    parked = [
        asyncio.create_task(endpoint.answer(batch(hello(session, wait_ms=20_000)), ANYBODY))
        for session in sessions
    ]
    await until_parked(endpoint, len(parked))
    limiter = anyio.to_thread.current_default_thread_limiter()
    assert limiter.borrowed_tokens == 0
    for task in parked:
        task.cancel()
