from __future__ import annotations

import msgspec

from evergallery.commands import CommandContext
from evergallery.commands.params import NoParams
from evergallery.commands.status import status
from tests.python.commands.fake_library import FakeLibrary


def test_the_status_tells_how_far_the_work_is() -> None:
    body = status(CommandContext(FakeLibrary()), NoParams())
    assert msgspec.to_builtins(body) == {
        "phase": "details",
        "found": 10,
        "done": 5,
        "per_second": 2.5,
        "seconds_left": 2.0,
        "event_loop_lag_ms": None,
    }


def test_the_status_tells_how_late_the_servers_loop_was() -> None:
    context = CommandContext(FakeLibrary(), loop_lag_ms=lambda: 40)
    assert status(context, NoParams()).event_loop_lag_ms == 40
