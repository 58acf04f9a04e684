from __future__ import annotations

import pytest

from evergallery.commands import CommandContext
from evergallery.commands.context import MAX_OPEN_VIEWS, OpenViews
from evergallery.errors import ViewUnknown
from tests.python.commands.fake_library import FakeLibrary


def test_a_view_is_known_from_its_opening_to_its_closing() -> None:
    views = OpenViews()
    views.add("a")
    views.use("a")
    assert "a" in views
    views.discard("a")
    with pytest.raises(ViewUnknown):
        views.use("a")


def test_the_view_unused_for_longest_gives_way() -> None:
    views = OpenViews()
    for number in range(MAX_OPEN_VIEWS):
        views.add(f"view {number}")
    views.use("view 0")
    views.add("one more")
    assert len(views) == MAX_OPEN_VIEWS
    assert "view 0" in views
    assert "view 1" not in views


def test_two_sessions_do_not_share_their_views() -> None:
    library = FakeLibrary()
    one, other = CommandContext(library), CommandContext(library)
    one.views.add("a")
    assert other.views.keys == []
