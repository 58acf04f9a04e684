from __future__ import annotations

import json
from typing import Any

import pytest

from evergallery.wire.messages import MAX_MESSAGE_BYTES
from evergallery.wire.server_session import (
    Cancelled,
    PackAsked,
    PackDropped,
    Requested,
    Restarted,
    ServerSession,
    SessionLimits,
)

SESSION = "s" * 22


def new_session(**limits: Any) -> ServerSession:
    return ServerSession(
        session_id=SESSION,
        epoch="e1",
        limits=SessionLimits(**limits),
        welcome=lambda _: {"library": "lib"},
    )


def hello(epoch: str = "", ack: int = 0, transport: str = "websocket", **body: Any) -> str:
    fields = {"version": 1, "session": SESSION, "epoch": epoch, "transport": transport, **body}
    return json.dumps({"type": "hello", "ack": ack, "body": fields})


def request(seq: int, request_id: int, ack: int = 0) -> str:
    body = {"command": "item", "params": {"id": request_id}}
    return json.dumps({"type": "request", "seq": seq, "ack": ack, "id": request_id, "body": body})


def join(session: ServerSession, text: str, transport: Any = "websocket", now: float = 0) -> int:
    number = session.attached(transport, now)
    session.receive_text(number, text, now)
    return number


def said(session: ServerSession, number: int, now: float = 0) -> list[dict[str, Any]]:
    return [json.loads(text) for text in session.data_to_send(number, now)]


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


def test_a_hello_is_answered_with_a_welcome() -> None:
    session = new_session()
    (welcome,) = said(session, join(session, hello()))
    assert welcome["body"] == {
        "version": 1,
        "epoch": "e1.0",
        "resumed": True,
        "nonce": 0,
        "held_ms": 0,
        "sockets": True,
        "ticket": "",
        "library": "lib",
        "user_tag": "",
        "settings": {},
    }


def test_a_request_is_handed_out_once_however_often_it_is_said() -> None:
    session = new_session()
    number = join(session, hello())
    session.receive_text(number, request(1, 5), 0)
    session.receive_text(number, request(1, 5), 0)
    assert session.events_received() == [Requested(5, "item", {"id": 5})]


def test_an_answer_is_repeated_on_every_attachment_until_it_is_confirmed() -> None:
    session = new_session()
    socket = join(session, hello())
    session.receive_text(socket, request(1, 5), 0)
    session.send_result(5, {"name": "a.png"})
    assert types(said(session, socket)) == ["welcome", "result"]
    poll = join(session, hello("e1.0", transport="http"), "http")
    assert types(said(session, poll)) == ["welcome", "result"]
    later = join(session, hello("e1.0", ack=1, transport="http"), "http")
    assert types(said(session, later)) == ["welcome"]


def test_a_cancelled_request_gets_no_answer() -> None:
    session = new_session()
    number = join(session, hello())
    session.receive_text(number, request(1, 5), 0)
    session.receive_text(number, '{"type":"cancel","seq":2,"ack":0,"id":5}', 0)
    assert session.events_received() == [Requested(5, "item", {"id": 5}), Cancelled(5)]
    session.send_result(5, None)
    assert types(said(session, number)) == ["welcome"]


def test_a_second_answer_is_dropped() -> None:
    session = new_session()
    number = join(session, hello())
    session.receive_text(number, request(1, 5), 0)
    session.send_error(5, "item_gone", "Gone.")
    session.send_result(5, None)
    assert types(said(session, number)) == ["welcome", "error"]


def test_too_many_requests_at_once_are_refused_one_by_one() -> None:
    session = new_session(running_requests=2)
    number = join(session, hello())
    for index in range(1, 4):
        session.receive_text(number, request(index, index), 0)
    assert len(session.events_received()) == 2
    assert said(session, number)[-1]["body"]["code"] == "too_many_requests"


@pytest.mark.parametrize(
    "text",
    [
        "rubbish",
        '{"type":"ack","ack":0}',
        hello(version=2),
        hello().replace(SESSION, "t" * 22),
    ],
)
def test_whoever_does_not_begin_with_a_proper_hello_is_dismissed(text: str) -> None:
    session = new_session()
    number = join(session, text)
    assert session.close_wanted(number)
    assert types(said(session, number))[-1] == "bye"


def test_confirming_what_was_never_said_costs_the_attachment_only() -> None:
    session = new_session()
    liar = join(session, hello(ack=9))
    assert session.close_wanted(liar)
    honest = join(session, hello())
    assert not session.close_wanted(honest)


def test_after_its_dismissal_nothing_more_is_heard_from_an_attachment() -> None:
    session = new_session()
    number = join(session, "rubbish")
    session.receive_text(number, hello(), 0)
    session.receive_text(number, request(1, 1), 0)
    assert session.events_received() == []


def test_a_client_of_another_epoch_is_welcomed_and_otherwise_ignored() -> None:
    session = new_session()
    number = join(session, hello("e0.0", ack=0))
    session.receive_text(number, request(1, 5), 0)
    session.send_event("progress", {})
    (welcome,) = said(session, number)
    assert welcome["body"]["resumed"] is False
    assert session.events_received() == []


def test_it_counts_anew_after_it_said_hello_again() -> None:
    session = new_session()
    number = join(session, hello("e0.0"))
    epoch = said(session, number)[0]["body"]["epoch"]
    session.receive_text(number, hello(epoch), 0)
    session.receive_text(number, request(1, 5), 0)
    assert said(session, number)[0]["body"]["resumed"] is True
    assert session.events_received() == [Requested(5, "item", {"id": 5})]


def test_a_session_begun_by_a_delayed_hello_begins_anew_for_the_living_client() -> None:
    session = new_session()
    delayed = join(session, hello())
    session.receive_text(delayed, request(1, 1), 0)
    living = join(session, hello("e0.0"))
    session.receive_text(delayed, request(2, 2), 0)
    assert session.events_received() == [Requested(1, "item", {"id": 1}), Restarted("e1.1")]
    assert said(session, living)[0]["body"]["epoch"] == "e1.1"


def test_a_first_hello_that_was_held_up_cannot_speak_to_a_later_epoch() -> None:
    session = new_session()
    join(session, hello())
    join(session, hello("e0.0"))
    delayed = join(session, hello())
    session.receive_text(delayed, request(1, 1), 0)
    assert said(session, delayed)[0]["body"]["resumed"] is False
    assert Requested(1, "item", {"id": 1}) not in session.events_received()


def test_a_session_born_by_a_client_of_another_epoch_knows_no_first_hello() -> None:
    session = new_session()
    join(session, hello("e0.0"))
    delayed = join(session, hello())
    assert said(session, delayed)[0]["body"]["resumed"] is False


def test_an_overrun_ring_begins_a_new_epoch_instead_of_growing() -> None:
    session = new_session(ring_messages=4, running_requests=2)
    number = join(session, hello())
    said(session, number)
    for _ in range(5):
        session.send_event("progress", {})
    assert session.events_received() == [Restarted("e1.1")]
    (welcome,) = said(session, number)
    assert welcome["body"] == {**welcome["body"], "epoch": "e1.1", "resumed": False}


def test_a_ring_smaller_than_its_answers_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="twice"):
        SessionLimits(ring_messages=4, running_requests=4)


def test_a_newer_poll_lets_the_parked_one_go_but_not_the_socket() -> None:
    session = new_session()
    socket = join(session, hello())
    parked = join(session, hello("e1.0", transport="http", wait_ms=20_000), "http")
    newer = join(session, hello("e1.0", transport="http"), "http")
    assert session.close_wanted(parked)
    assert not session.close_wanted(newer)
    assert not session.close_wanted(socket)
    assert types(said(session, parked)) == ["welcome"]


def test_an_event_is_data_and_a_welcome_alone_is_not() -> None:
    session = new_session()
    poll = join(session, hello(transport="http", wait_ms=20_000), "http")
    assert not session.has_data(poll)
    session.send_event("progress", {})
    assert session.has_data(poll)


def test_a_poll_is_told_how_long_it_was_held() -> None:
    session = new_session()
    poll = join(session, hello(transport="http", wait_ms=20_000), "http", now=100)
    assert session.wait_ms(poll) == 20_000
    assert said(session, poll, now=450)[0]["body"]["held_ms"] == 350


def test_an_answer_is_cut_into_bounded_helpings_between_messages() -> None:
    session = new_session()
    number = join(session, hello())
    for _ in range(3):
        session.send_event("progress", "x" * 100)
    first = session.data_to_send(number, 0, limit_bytes=400)
    second = session.data_to_send(number, 0, limit_bytes=400)
    assert 1 <= len(first) < 4
    assert len(first) + len(second) == 4


def test_a_silent_socket_is_pinged_and_in_the_end_given_up() -> None:
    session = new_session()
    number = join(session, hello())
    said(session, number)
    assert session.next_deadline() == 15_000
    session.handle_timer(15_000)
    assert types(said(session, number, 15_000)) == ["ping"]
    session.handle_timer(90_000)
    assert session.close_wanted(number)


def test_a_ping_is_answered_with_its_token() -> None:
    session = new_session()
    number = join(session, hello())
    session.receive_text(number, '{"type":"ping","ack":0,"body":{"token":42}}', 0)
    assert said(session, number)[1]["body"] == {"token": 42}


def test_what_was_heard_is_confirmed_even_when_there_is_nothing_to_say() -> None:
    session = new_session(ack_every=2)
    number = join(session, hello())
    session.receive_text(number, request(1, 1), 0)
    said(session, number)
    for seq in (2, 3):
        session.receive_text(number, f'{{"type":"cancel","seq":{seq},"ack":0,"id":1}}', 0)
    assert said(session, number) == [{"type": "ack", "ack": 3}]


def test_a_session_nobody_is_attached_to_expires() -> None:
    session = new_session(ring_age_ms=1_000)
    number = join(session, hello())
    assert not session.is_expired(5_000)
    session.detached(number, 5_000)
    assert not session.is_expired(5_999)
    assert session.is_expired(6_000)


def test_a_welcome_repeats_the_nonce_of_its_hello() -> None:
    session = new_session()
    (welcome,) = said(session, join(session, hello(nonce=7)))
    assert welcome["body"]["nonce"] == 7


def test_the_key_of_an_action_reaches_the_shell() -> None:
    session = new_session()
    number = join(session, hello())
    body = {"command": "mark", "params": {}, "key": "once"}
    message = {"type": "request", "seq": 1, "ack": 0, "id": 1, "body": body}
    session.receive_text(number, json.dumps(message), 0)
    assert session.events_received() == [Requested(1, "mark", {}, "once")]


@pytest.mark.parametrize("character", ["x", '"', "\\", "é", "𝕏"])
def test_a_large_answer_travels_in_parts_that_each_fit_a_frame(character: str) -> None:
    session = new_session()
    number = join(session, hello())
    session.receive_text(number, request(1, 1), 0)
    session.send_result(1, {"text": character * 100_000})
    texts = session.data_to_send(number, 0, limit_bytes=10**9)
    assert max(len(text.encode()) for text in texts) <= MAX_MESSAGE_BYTES
    parts = [json.loads(text) for text in texts[1:]]
    assert {part["type"] for part in parts} == {"part"}
    assert [part["seq"] for part in parts] == list(range(1, len(parts) + 1))
    assert [part["body"]["last"] for part in parts] == [False] * (len(parts) - 1) + [True]
    whole = json.loads("".join(part["body"]["text"] for part in parts))
    assert (whole["type"], whole["id"]) == ("result", 1)
    assert whole["body"] == {"text": character * 100_000}


def test_after_a_cut_only_the_missing_parts_are_said_again() -> None:
    session = new_session()
    number = join(session, hello())
    session.receive_text(number, request(1, 1), 0)
    session.send_result(1, "x" * 100_000)
    count = len(said(session, number)) - 1
    session.detached(number, 0)
    again = join(session, hello(epoch="e1.0", ack=2))
    assert [part["seq"] for part in said(session, again)[1:]] == list(range(3, count + 1))


def pack(token: int, message: str = "pack", **body: Any) -> str:
    return json.dumps({"type": message, "ack": 0, "body": {"token": token, **body}})


def test_a_socket_asks_for_thumbnails_and_lets_them_go() -> None:
    session = new_session()
    number = join(session, hello())
    session.receive_text(number, pack(5, items=[[1, "a"], [2, "b"]]), 0)
    session.receive_text(number, pack(5, "unpack"), 0)
    assert session.events_received() == [
        PackAsked(number, 5, ((1, "a"), (2, "b"))),
        PackDropped(number, 5),
    ]


@pytest.mark.parametrize(
    "items", [[], [[1, "a"]] * 129, [[0, "a"]], [["1", "a"]], [[1]], [[1, "a" * 65]]]
)
def test_a_senseless_pack_costs_its_socket_only(items: Any) -> None:
    session = new_session()
    number = join(session, hello())
    session.receive_text(number, pack(5, items=items), 0)
    assert session.events_received() == []
    assert session.close_wanted(number)
    assert not session.close_wanted(join(session, hello(epoch="e1.0")))


def test_a_poll_cannot_ask_for_binary_frames() -> None:
    session = new_session()
    number = join(session, hello(transport="http"), "http")
    session.receive_text(number, pack(5, items=[[1, "a"]]), 0)
    assert session.close_wanted(number)


def test_a_binary_frame_is_a_sign_of_life() -> None:
    session = new_session(heartbeat_ms=1_000)
    number = join(session, hello())
    said(session, number)
    session.bytes_sent(number, 900)
    session.handle_timer(1_500)
    assert not session.has_data(number)
    session.handle_timer(1_900)
    assert types(said(session, number, 1_900)) == ["ping"]
