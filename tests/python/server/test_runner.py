from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from evergallery.commands import CommandContext
from evergallery.server import runner as runner_module
from evergallery.server.attachment import Attachment
from evergallery.server.runner import SessionRunner
from evergallery.server.threads import Threads
from evergallery.wire.server_session import ServerSession, SessionLimits
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.talk import SESSION, Message, cancel, hello, kinds, only, request

pytestmark = pytest.mark.anyio


def make_runner(library: FakeLibrary, **limits: Any) -> SessionRunner:
    session = ServerSession(session_id=SESSION, epoch="e", limits=SessionLimits(**limits))
    return SessionRunner(session, lambda: CommandContext(library), Threads(4))


@pytest.fixture
def runner(library: FakeLibrary) -> SessionRunner:
    return make_runner(library)


def heard(attachment: Attachment) -> list[Message]:
    return [json.loads(text) for text in attachment.texts()]


async def until_answered(attachment: Attachment) -> list[Message]:
    async def wait() -> None:
        while attachment.has_running:
            await attachment.sleep()

    await asyncio.wait_for(wait(), 5)
    return heard(attachment)


async def test_a_request_is_run_and_answered(runner: SessionRunner) -> None:
    with runner.attached("http") as attachment:
        attachment.receive(hello())
        attachment.receive(request(1, "item", {"id": 2}))
        assert only(await until_answered(attachment), "result")["body"]["id"] == 2


async def test_the_loop_goes_on_while_a_request_blocks(
    runner: SessionRunner, library: FakeLibrary
) -> None:
    library.hold()
    with runner.attached("http") as attachment:
        attachment.receive(hello())
        attachment.receive(request(1, "item", {"id": 2}))
        attachment.receive(request(2, "status"))
        await asyncio.wait_for(attachment.sleep(), 5)
        while "result" not in (said := kinds(heard(attachment))):
            await asyncio.wait_for(attachment.sleep(), 5)
        assert said.count("result") == 1
        library.release()
        assert only(await until_answered(attachment), "result")["id"] == 1


async def test_every_error_has_its_code_and_no_inside(
    runner: SessionRunner, caplog: pytest.LogCaptureFixture
) -> None:
    with runner.attached("http") as attachment, caplog.at_level(logging.ERROR, "evergallery"):
        attachment.receive(hello())
        attachment.receive(request(1, "dance"))
        attachment.receive(request(2, "item", {"id": "x"}))
        attachment.receive(request(3, "item", {"id": 666}))
        said = await until_answered(attachment)
    codes = {m["id"]: m["body"]["code"] for m in said if m["type"] == "error"}
    assert codes == {1: "command_unknown", 2: "bad_params", 3: "internal"}
    assert "secret" not in json.dumps(said)
    assert "a secret of the inside" in caplog.text


async def test_a_result_that_cannot_be_written_is_an_internal_error(
    runner: SessionRunner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(runner_module, "run", lambda *_: object())
    with runner.attached("http") as attachment, caplog.at_level(logging.ERROR, "evergallery"):
        attachment.receive(hello())
        attachment.receive(request(1, "status"))
        said = await until_answered(attachment)
    assert only(said, "error")["body"]["code"] == "internal"


async def test_a_cancelled_request_that_waits_in_line_is_never_begun(library: FakeLibrary) -> None:
    session = ServerSession(session_id=SESSION, epoch="e")
    runner = SessionRunner(session, lambda: CommandContext(library), Threads(1))
    library.hold()
    with runner.attached("http") as attachment:
        attachment.receive(hello())
        attachment.receive(request(1, "item", {"id": 1}))
        attachment.receive(request(2, "item", {"id": 2}))
        await asyncio.sleep(0.01)
        attachment.receive(cancel(3, 2))
        library.release()
        said = await until_answered(attachment)
    assert only(said, "result")["id"] == 1
    assert library.calls == ["item 1"]


async def test_a_request_cancelled_in_the_same_turn_is_never_begun(
    runner: SessionRunner, library: FakeLibrary
) -> None:
    with runner.attached("http") as attachment:
        attachment.receive(hello())
        attachment.receive(request(1, "item", {"id": 1}))
        attachment.receive(cancel(2, 1))
        attachment.receive(request(3, "status"))
        said = await until_answered(attachment)
    assert only(said, "result")["id"] == 3
    assert library.calls == []


async def test_work_outlives_the_transport_it_was_asked_on(
    runner: SessionRunner, library: FakeLibrary
) -> None:
    library.hold()
    with runner.attached("websocket") as cut:
        cut.receive(hello(transport="websocket"))
        cut.receive(request(1, "item", {"id": 1}))
    library.release()
    with runner.attached("http") as attachment:
        attachment.receive(hello())
        assert only(await until_answered(attachment), "result")["id"] == 1


async def test_a_new_epoch_drops_the_work_and_the_views_of_the_old(library: FakeLibrary) -> None:
    runner = make_runner(library, ring_messages=4, running_requests=2)
    library.hold()
    with runner.attached("http") as attachment:
        attachment.receive(hello())
        attachment.receive(request(1, "open_view"))
        await until_answered(attachment)
        attachment.receive(request(2, "item", {"id": 1}))
        await asyncio.sleep(0.01)
        old = runner.context
        for _ in range(5):
            runner.send_event("folders_changed", {})
        library.release()
        await asyncio.sleep(0.05)
        said = heard(attachment)
    assert kinds(said)[-1] == "welcome"
    assert "result" not in kinds(said)
    assert runner.context is not old
    assert runner.context.views.keys == []


async def test_events_are_counted_until_the_client_speaks(runner: SessionRunner) -> None:
    with runner.attached("http") as attachment:
        attachment.receive(hello())
        runner.send_event("folders_changed", {})
        runner.send_event("folders_changed", {})
        assert runner.unheard == 2
        attachment.receive('{"type": "ack", "ack": 2}')
        assert runner.unheard == 0


async def test_a_silent_socket_is_pinged_and_then_given_up(library: FakeLibrary) -> None:
    runner = make_runner(library, heartbeat_ms=20, silence_ms=60)
    with runner.attached("websocket") as attachment:
        attachment.receive(hello(transport="websocket"))
        said = heard(attachment)
        while attachment.closing_code is None:
            await asyncio.wait_for(attachment.sleep(), 5)
            said += heard(attachment)
        said += heard(attachment)
    assert "ping" in kinds(said)
    assert said[-1]["body"]["code"] == "silent"


async def test_stopping_ends_attachments_and_leaves_no_timer(
    runner: SessionRunner, library: FakeLibrary
) -> None:
    library.hold()
    with runner.attached("websocket") as attachment:
        attachment.receive(hello(transport="websocket"))
        attachment.receive(request(1, "item", {"id": 1}))
        runner.stop()
        assert attachment.closing_code == "ended"
        assert runner._timer is None
    library.release()
    runner.send_event("folders_changed", {})
    with runner.attached("http") as late:
        assert late.closing_code == "ended"


async def test_an_attachment_ends_with_its_block_however_that_ends(runner: SessionRunner) -> None:
    def fail_while_attached() -> None:
        with runner.attached("http"):
            assert runner.is_attached
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_while_attached()
    assert not runner.is_attached
