from __future__ import annotations

import pytest

from evergallery.commands import CommandContext
from evergallery.commands.items import ItemParams, item
from evergallery.errors import ItemUnknown
from tests.python.commands.fake_library import FakeLibrary


def test_an_items_details_come_with_its_parameters_taken_apart() -> None:
    body = item(CommandContext(FakeLibrary(count=3)), ItemParams(2))
    assert (body.id, body.name, body.prompt) == (2, "2.png", "a cat")
    assert body.parameters == [("Steps", "20")]


def test_an_unknown_item_is_an_error_of_its_own() -> None:
    with pytest.raises(ItemUnknown):
        item(CommandContext(FakeLibrary(count=3)), ItemParams(4))
