from __future__ import annotations

import pytest

from evergallery.commands import COMMANDS, EVENTS
from tests.python.commands.commands_page import documented, documented_names, event_table


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_is_on_the_page_of_commands(name: str) -> None:
    assert event_table(EVENTS[name]) in documented(name)


def test_the_page_shows_nothing_that_is_not_there() -> None:
    assert documented_names() == [*COMMANDS, *EVENTS]
