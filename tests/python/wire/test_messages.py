from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evergallery.errors import WireError
from evergallery.wire import messages as m

SESSION = "s" * 22
HELLO = {
    "type": "hello",
    "ack": 0,
    "body": {"version": 1, "session": SESSION, "epoch": "", "transport": "http", "wait_ms": 0},
}


def hello_with(**body: object) -> str:
    return json.dumps({**HELLO, "body": {**HELLO["body"], **body}})  # type: ignore[dict-item]


def test_a_request_survives_the_wire() -> None:
    request = m.Request(seq=1, ack=0, id=7, body=m.CallBody("item", {"id": 3}))
    assert m.decode_client(m.encode(request)) == request


def test_a_hello_is_read_before_there_is_a_session() -> None:
    assert m.read_hello(json.dumps(HELLO)).body.session == SESSION


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"type":"event","seq":1,"ack":0,"body":{"name":"x"}}',
        '{"type":"request","seq":0,"ack":0,"id":1,"body":{"command":"item"}}',
        '{"type":"request","seq":1,"ack":-1,"id":1,"body":{"command":"item"}}',
        '{"type":"request","seq":1,"ack":0,"id":1,"body":{"command":"item","params":[]}}',
        '{"type":"request","seq":1,"ack":0,"id":9007199254740992,"body":{"command":"item"}}',
        '{"type":"ping","ack":0,"body":{"token":"1"}}',
        '{"type":"ping","ack":0,"body":{"token":1}} trailing',
        "[" * 100_000,
        '"\ud800"',
    ],
)
def test_what_is_no_client_message_is_refused_without_its_words(text: str) -> None:
    with pytest.raises(WireError) as caught:
        m.decode_client(text)
    assert caught.value.message == WireError.default_message
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("session", ["", "short", "s" * 65, "../" * 10, "s" * 21 + " "])
def test_a_session_id_is_long_and_plain(session: str) -> None:
    with pytest.raises(WireError):
        m.read_hello(hello_with(session=session))


def test_a_conversation_begins_with_hello() -> None:
    with pytest.raises(WireError, match="hello"):
        m.read_hello('{"type":"ack","ack":0}')


@given(st.text(max_size=200))
def test_no_text_makes_the_decoder_raise_anything_else(text: str) -> None:
    for decode in (m.decode_client, m.decode_server, m.decode_batch):
        try:
            decode(text)
        except WireError:
            pass


def test_a_batch_is_an_array_of_messages() -> None:
    texts = ['{"type":"ack","ack":0}', '{"a":"ü"}']
    assert m.decode_batch(m.encode_batch(texts)) == texts


@pytest.mark.parametrize("count", [0, m.MAX_BATCH_MESSAGES + 1])
def test_a_batch_has_at_least_one_message_and_at_most_64(count: int) -> None:
    with pytest.raises(WireError):
        m.decode_batch(m.encode_batch(["{}"] * count))


def test_a_batch_is_bounded_in_bytes() -> None:
    with pytest.raises(WireError, match="larger"):
        m.decode_batch('["' + "x" * m.MAX_BATCH_BYTES + '"]')
