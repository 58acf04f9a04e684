from __future__ import annotations

import asyncio
import json
import logging
import threading
from dataclasses import dataclass

import pytest

from evergallery.commands import CommandContext, run
from evergallery.errors import ViewUnknown
from evergallery.library import Change, Status, ViewChange
from evergallery.server import hub as hub_module
from evergallery.server.hub import IDS_PER_EVENT, Hub
from evergallery.server.loop import HomeLoop
from evergallery.server.registry import Registry
from evergallery.server.runner import SessionRunner
from evergallery.server.threads import Threads
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.talk import Message, hello, no_welcome

pytestmark = pytest.mark.anyio


@dataclass
class House:
    """A hub with its library and its sessions."""

    hub: Hub
    library: FakeLibrary
    registry: Registry

    def session(self, number: int, *sorts: str) -> SessionRunner:
        """A session that shows one view per sort order."""
        runner = self.registry.runner("", f"{number:022}")
        for sort in sorts:
            run(runner.context, "open_view", {"sort": sort})
        return runner

    async def settled(self) -> None:
        while self.hub._round is not None:
            await asyncio.wait_for(asyncio.shield(self.hub._round), 5)


@pytest.fixture
async def house(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(hub_module, "PACE_S", 0.01)
    home = HomeLoop(lambda: None)
    home.enter()
    registry = Registry(lambda: CommandContext(library), Threads(1), no_welcome)
    hub = Hub(home, library, registry, Threads(1))
    library.on_change = hub._note_change
    return House(hub, library, registry)


def told(runner: SessionRunner) -> list[tuple[str, object]]:
    """Names and data of the events a session was told, as its client would hear them."""
    with runner.attached("http") as attachment:
        attachment.receive(hello(runner.session.session_id))
        messages: list[Message] = [json.loads(text) for text in attachment.texts()]
    return [(m["body"]["name"], m["body"]["data"]) for m in messages if m["type"] == "event"]


def names(runner: SessionRunner) -> list[str]:
    return [name for name, _ in told(runner)]


async def test_a_new_picture_is_told_to_the_sessions_that_show_its_view(house: House) -> None:
    showing, elsewhere, idle = house.session(1, "date"), house.session(2, "name"), house.session(3)
    house.library.refresh_view("view-name")
    house.library.add()
    await house.settled()
    [(name, data)] = told(showing)
    assert name == "view_changed"
    assert data["view"] == "view-date"  # type: ignore[index]
    assert data["splice"] == {"offset": 0, "removed": 0, "inserted": 1}  # type: ignore[index]
    assert [d["view"] for _, d in told(elsewhere)] == ["view-name"]  # type: ignore[index]
    assert told(idle) == []


async def test_a_view_is_refreshed_once_however_many_show_it(house: House) -> None:
    sessions = [house.session(number, "date") for number in range(5)]
    house.library.add()
    await house.settled()
    assert house.library.refreshes == ["view-date"]
    assert [names(session) for session in sessions] == [["view_changed"]] * 5


async def test_changes_that_come_together_are_told_together(house: House) -> None:
    session = house.session(1, "date")
    for _ in range(10):
        house.library.add()
    await house.settled()
    [(_, data)] = told(session)
    assert data["total"] == 13  # type: ignore[index]


async def test_changes_come_from_any_thread(house: House) -> None:
    session = house.session(1, "date")
    changes = [Change(folders=True), Change(folders=True)]
    threads = [
        threading.Thread(target=house.hub.library_changed, args=(change,)) for change in changes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    await asyncio.sleep(0)
    await house.settled()
    assert names(session) == ["folders_changed"]


async def test_changed_details_are_told_in_portions(house: House) -> None:
    session = house.session(1, "date")
    ids = tuple(range(1, IDS_PER_EVENT + 2))
    house.hub._note_change(Change(changed_ids=ids))
    house.hub._note_change(Change(changed_ids=(1, 2)))
    await house.settled()
    portions = [data["ids"] for _, data in told(session)]  # type: ignore[index]
    assert [len(portion) for portion in portions] == [IDS_PER_EVENT, 1]
    assert tuple(portions[0] + portions[1]) == ids


async def test_only_the_newest_progress_is_told(house: House) -> None:
    session = house.session(1, "date")
    house.hub._note_change(Change(progress=Status("names", found=1)))
    house.hub._note_change(Change(progress=Status("names", found=2)))
    await house.settled()
    [(name, data)] = told(session)
    assert (name, data["found"]) == ("progress", 2)  # type: ignore[index]
    assert house.library.refreshes == []


async def test_a_view_that_is_opened_late_is_brought_up_to_date_for_its_next_event(
    house: House,
) -> None:
    """Nobody showed the view while the library changed: its story must not begin before that."""
    house.session(1, "date")
    house.registry.runner("", f"{1:022}").context.views.discard("view-date")
    house.library.add(announce=False)
    late = house.session(2, "date")
    house.hub.view_opened("view-date")
    await asyncio.sleep(0)
    await house.settled()
    house.library.add()
    await house.settled()
    first, second = (data for _, data in told(late))
    assert second["from_version"] == first["version"]  # type: ignore[index]


async def test_a_round_that_was_under_way_ends_when_the_hub_stops(house: House) -> None:
    session = house.session(1, "date")
    house.hub._note_change(Change(folders=True))
    first = house.hub._round
    assert first is not None
    await asyncio.sleep(0)
    house.hub.stop()
    house.hub._note_change(Change(folders=True))
    assert house.hub._round is not first
    await asyncio.wait_for(first, 5)
    await house.settled()
    assert names(session) == ["folders_changed", "folders_changed"]


async def test_a_view_the_library_forgot_is_closed_and_disturbs_no_other(house: House) -> None:
    session = house.session(1, "date")
    session.context.views.add("forgotten")
    refresh = house.library.refresh_view

    def refresh_view(key: str) -> ViewChange | None:
        if key == "forgotten":
            raise ViewUnknown
        return refresh(key)

    house.library.refresh_view = refresh_view  # type: ignore[method-assign]
    house.library.add()
    await house.settled()
    assert names(session) == ["view_changed"]
    assert session.context.views.keys == ["view-date"]


async def test_a_round_that_fails_is_logged_and_the_next_is_told(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    session = house.session(1, "date")
    session.context.views.add("unheard of")  # a KeyError in the fake library
    with caplog.at_level(logging.ERROR, "evergallery"):
        house.library.add()
        await house.settled()
    assert "A change could not be told." in caplog.text
    session.context.views.discard("unheard of")
    house.library.add()
    await house.settled()
    assert "view_changed" in names(session)


async def test_new_settings_are_told_to_everybody(house: House) -> None:
    session = house.session(1)
    house.hub.settings_changed({"transport": "http_long"})
    await asyncio.sleep(0)
    assert told(session) == [("settings_changed", {"settings": {"transport": "http_long"}})]


def test_without_a_loop_nobody_is_told(library: FakeLibrary) -> None:
    registry = Registry(lambda: CommandContext(library), Threads(1), no_welcome)
    hub = Hub(HomeLoop(lambda: None), library, registry, Threads(1))
    hub.library_changed(Change(folders=True))
    assert hub._round is None
