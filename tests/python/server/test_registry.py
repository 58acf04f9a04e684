from __future__ import annotations

import asyncio
from typing import Any

import pytest

from evergallery.commands import CommandContext
from evergallery.errors import ServerFull
from evergallery.server import registry as registry_module
from evergallery.server.registry import MAX_UNHEARD, Registry
from evergallery.server.threads import Threads
from evergallery.wire.server_session import SessionLimits
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.talk import OTHER_SESSION, SESSION

pytestmark = pytest.mark.anyio


def make_registry(library: FakeLibrary, **options: Any) -> Registry:
    return Registry(lambda: CommandContext(library), Threads(1), dict, **options)


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
