from __future__ import annotations

import pytest

from evergallery.commands import CommandContext
from evergallery.commands.items import ItemParams, item
from evergallery.commands.marks import MarkParams, mark
from evergallery.errors import ItemUnknown
from evergallery.library import Action
from tests.python.commands.fake_library import FakeLibrary

ACTION = Action("", "k", "mark", "")


def test_a_mark_answers_what_holds_from_now_on() -> None:
    context = CommandContext(FakeLibrary(count=3))
    body = mark(context, MarkParams(2, True), ACTION)
    assert (body.id, body.favourite) == (2, True)
    assert item(context, ItemParams(2)).favourite


def test_an_unknown_item_cannot_be_marked() -> None:
    with pytest.raises(ItemUnknown):
        mark(CommandContext(FakeLibrary(count=3)), MarkParams(4, True), ACTION)
