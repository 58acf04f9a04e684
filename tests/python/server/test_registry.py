from __future__ import annotations

import asyncio
from typing import Any

import pytest

from evergallery.commands import CommandContext
from evergallery.errors import ServerFull
from evergallery.server import registry as registry_module
from evergallery.server.figures import Figures
from evergallery.server.registry import MAX_UNHEARD, Registry
from evergallery.server.threads import Threads
from evergallery.wire.server_session import SessionLimits
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.talk import OTHER_SESSION, SESSION, hello, no_welcome, request

pytestmark = pytest.mark.anyio


def make_registry(library: FakeLibrary, **options: Any) -> Registry:
    return Registry(lambda: CommandContext(library), Threads(1), no_welcome, **options)


async def test_the_same_user_and_id_find_the_same_session(library: FakeLibrary) -> None:
    registry = make_registry(library)
    assert registry.runner("ada", SESSION) is registry.runner("ada", SESSION)
    assert registry.runner("eve", SESSION) is not registry.runner("ada", SESSION)
    assert len(registry) == 2


async def test_no_two_sessions_and_no_two_servers_share_an_epoch(library: FakeLibrary) -> None:
    registries = [make_registry(library), make_registry(library)]
    epochs = {r.runner("", s).session.epoch for r in registries for s in (SESSION, OTHER_SESSION)}
    assert len(epochs) == 4


async def test_a_session_nobody_came_back_to_is_forgotten(library: FakeLibrary) -> None:
    registry = make_registry(library, limits=SessionLimits(ring_age_ms=0))
    runner = registry.runner("", SESSION)
    with runner.attached("http"):
        registry.sweep()
        assert len(registry) == 1
    registry.sweep()
    assert len(registry) == 0
    assert runner.is_stopped


async def test_sweeping_goes_on_by_itself_while_there_is_a_session(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_module, "SWEEP_S", 0.005)
    registry = make_registry(library, limits=SessionLimits(ring_age_ms=20))
    registry.runner("", SESSION)
    await asyncio.sleep(0.1)
    assert len(registry) == 0
    assert registry._sweep_timer is None


async def test_a_session_that_missed_too_much_begins_anew(library: FakeLibrary) -> None:
    registry = make_registry(library)
    runner = registry.runner("", SESSION)
    for _ in range(MAX_UNHEARD + 1):
        runner.send_event("folders_changed", {})
    with runner.attached("websocket"):
        registry.sweep()
        assert len(registry) == 1
    registry.sweep()
    assert registry.runner("", SESSION) is not runner


async def test_the_longest_unused_session_makes_room(library: FakeLibrary) -> None:
    registry = make_registry(library, max_sessions=2)
    first, second = registry.runner("", SESSION), registry.runner("", OTHER_SESSION)
    registry.runner("", SESSION)
    registry.runner("", "x" * 22)
    assert second.is_stopped
    assert not first.is_stopped


async def test_sessions_in_use_are_not_given_up_for_new_ones(library: FakeLibrary) -> None:
    registry = make_registry(library, max_sessions=1)
    with registry.runner("", SESSION).attached("websocket"), pytest.raises(ServerFull):
        registry.runner("", OTHER_SESSION)


async def test_an_action_is_done_in_the_name_of_the_sessions_user(library: FakeLibrary) -> None:
    runner = make_registry(library).runner("ada", SESSION)
    with runner.attached("http") as attachment:
        attachment.receive(hello())
        attachment.receive(request(1, "mark", {"id": 1, "favourite": True}, key="k"))
        while attachment.has_running:
            await asyncio.wait_for(attachment.sleep(), 5)
    assert [(action.user, action.key) for action in library.actions] == [("ada", "k")]


async def test_a_stopped_registry_is_empty_and_lets_nobody_in_while_closed(
    library: FakeLibrary,
) -> None:
    registry = make_registry(library)
    runner = registry.runner("", SESSION)
    registry.is_open = False
    registry.stop()
    assert runner.is_stopped
    assert registry._sweep_timer is None
    with pytest.raises(ServerFull):
        registry.runner("", SESSION)


def test_another_loop_finds_no_sessions(library: FakeLibrary) -> None:
    registry = make_registry(library)

    async def come_in() -> None:
        registry.runner("", SESSION)

    asyncio.run(come_in())
    registry.forget_loop()
    assert len(registry) == 0
    asyncio.run(come_in())
    assert len(registry) == 1


async def test_a_client_of_another_life_is_counted_as_a_reset(library: FakeLibrary) -> None:
    figures = Figures()
    registry = make_registry(library, figures=figures)
    runner = registry.runner("", SESSION)
    registry.runner("", SESSION, runner.session.epoch)
    registry.runner("", OTHER_SESSION, "of.another.server")
    registry.stop()
    registry.runner("", SESSION, runner.session.epoch)
    assert figures.resets == {"server_restarted": 1, "forgotten": 1}


async def test_a_client_that_was_overrun_is_counted_as_a_reset(library: FakeLibrary) -> None:
    figures = Figures()
    limits = SessionLimits(ring_messages=4, running_requests=2)
    registry = make_registry(library, figures=figures, limits=limits)
    with registry.runner("", SESSION).attached("http") as attachment:
        attachment.receive(hello())
        for _ in range(5):
            registry.runner("", SESSION).send_event("folders_changed", {})
    assert figures.resets == {"overrun": 1}


async def test_the_lag_is_sampled_only_while_there_is_a_session(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_module, "SWEEP_S", 0.005)
    registry = make_registry(library, limits=SessionLimits(ring_age_ms=20))
    assert not registry._lag.is_running
    registry.runner("", SESSION)
    assert registry._lag.is_running
    await asyncio.sleep(0.1)
    assert not registry._lag.is_running
    registry.runner("", SESSION)
    registry.stop()
    assert not registry._lag.is_running
