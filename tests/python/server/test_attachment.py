from __future__ import annotations

import asyncio

import pytest

from evergallery.server.attachment import MAX_UNANSWERED, Attachment
from evergallery.server.carrier import Carrier
from evergallery.server.figures import Figures
from evergallery.wire.server_session import ServerSession
from tests.python.server.talk import SESSION, hello, ping, request

pytestmark = pytest.mark.anyio


@pytest.fixture
def session() -> ServerSession:
    return ServerSession(session_id=SESSION, epoch="e")


@pytest.fixture
def attachment(session: ServerSession) -> Attachment:
    number = session.attached("websocket", 0)
    return Attachment(
        number,
        "websocket",
        session,
        lambda n, text: session.receive_text(n, text, 0),
        Carrier(SESSION, Figures(), 0),
    )


def test_a_welcome_alone_is_no_news(attachment: Attachment) -> None:
    attachment.receive(hello(transport="websocket", wait_ms=70))
    assert not attachment.has_news
    assert attachment.wait_ms == 70
    attachment.receive(ping())
    assert attachment.has_news
    assert len(attachment.texts()) == 2
    assert attachment.texts() == []


def test_a_request_is_owed_until_it_is_answered(
    attachment: Attachment, session: ServerSession
) -> None:
    attachment.receive(hello(transport="websocket"))
    attachment.receive(request(1, "status"))
    assert attachment.has_running
    session.send_result(1, {})
    assert not attachment.has_running


def test_a_wrong_message_is_a_reason_to_close(attachment: Attachment) -> None:
    assert attachment.closing_code is None
    attachment.receive("nonsense")
    assert attachment.closing_code == "protocol_error"
    assert attachment.has_news


def test_an_ended_attachment_closes_without_a_word(attachment: Attachment) -> None:
    attachment.is_ended = True
    assert attachment.closing_code == "ended"
    assert attachment.texts() == []


def test_who_talks_and_never_listens_is_let_go(attachment: Attachment) -> None:
    attachment.receive(hello(transport="websocket"))
    for _ in range(MAX_UNANSWERED):
        attachment.receive(ping())
    assert attachment.is_ended


def test_who_listens_may_talk_on(attachment: Attachment) -> None:
    attachment.receive(hello(transport="websocket"))
    for _ in range(MAX_UNANSWERED):
        attachment.receive(ping())
        attachment.texts()
    assert not attachment.is_ended


async def test_a_sleeper_wakes_for_news_that_came_before_it_slept(attachment: Attachment) -> None:
    attachment.wake()
    await asyncio.wait_for(attachment.sleep(), 5)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(attachment.sleep(), 0.01)
