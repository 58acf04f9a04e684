from __future__ import annotations

import pytest

from evergallery.commands import CommandContext
from evergallery.commands.views import (
    LocateParams,
    OpenViewParams,
    ViewParams,
    WindowParams,
    close_view,
    locate,
    open_view,
    window,
)
from evergallery.errors import FolderUnknown, ViewUnknown
from tests.python.commands.fake_library import FakeLibrary


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary(count=300)


@pytest.fixture
def context(library: FakeLibrary) -> CommandContext:
    return CommandContext(library)


def test_opening_answers_with_all_a_first_screen_needs(context: CommandContext) -> None:
    body = open_view(context, OpenViewParams(limit=2))
    assert (body.total, body.groups, body.offset) == (300, [("2024-05-01", 300)], 0)
    assert [row[0] for row in body.items] == [300, 299]
    assert body.view in context.views


def test_opening_what_the_client_knows_says_so_and_opens_it_all_the_same(
    context: CommandContext, library: FakeLibrary
) -> None:
    known = open_view(context, OpenViewParams()).fingerprint
    close_view(context, ViewParams(context.views.keys[0]))
    body = open_view(context, OpenViewParams(known=known))
    assert (body.unchanged, body.total, list(body.items)) == (True, 300, [])
    assert body.view in context.views
    library.add()
    assert open_view(context, OpenViewParams(known=known)).total == 301


def test_opening_may_begin_where_the_person_was(context: CommandContext) -> None:
    body = open_view(context, OpenViewParams(limit=2, around=99_999, offset=150))
    assert (body.total, body.offset) == (300, 150)
    assert [row[0] for row in body.items] == [150, 149]


def test_a_folder_that_is_not_there_opens_no_view(context: CommandContext) -> None:
    with pytest.raises(FolderUnknown):
        open_view(context, OpenViewParams(folder=7))
    assert context.views.keys == []


def test_a_change_while_a_view_opens_is_in_the_answer(
    context: CommandContext, library: FakeLibrary
) -> None:
    def change_once() -> None:
        library.before_open = lambda: None
        library.add()

    library.before_open = change_once
    assert open_view(context, OpenViewParams()).total == 301


def test_a_view_that_never_stands_still_opens_all_the_same(
    context: CommandContext, library: FakeLibrary
) -> None:
    def change_always() -> None:
        library.add()

    library.before_open = change_always
    assert open_view(context, OpenViewParams()).view in context.views


def test_an_opening_is_told_with_the_views_key(library: FakeLibrary) -> None:
    opened: list[str] = []
    body = open_view(CommandContext(library, opened.append), OpenViewParams(sort="name"))
    assert opened == [body.view]


def test_a_window_shows_the_rows_asked_for(context: CommandContext) -> None:
    view = open_view(context, OpenViewParams()).view
    body = window(context, WindowParams(view, offset=120, limit=3))
    assert [row[0] for row in body.items] == [180, 179, 178]


def test_a_window_of_another_sessions_view_is_refused(
    context: CommandContext, library: FakeLibrary
) -> None:
    view = open_view(CommandContext(library), OpenViewParams()).view
    with pytest.raises(ViewUnknown):
        window(context, WindowParams(view, offset=0))


def test_an_item_is_located_in_a_view(context: CommandContext) -> None:
    view = open_view(context, OpenViewParams()).view
    assert locate(context, LocateParams(view, 299)).offset == 1
    assert locate(context, LocateParams(view, 999)).offset == -1


def test_a_closed_view_is_closed_and_closing_it_again_is_no_error(context: CommandContext) -> None:
    view = open_view(context, OpenViewParams()).view
    close_view(context, ViewParams(view))
    close_view(context, ViewParams(view))
    with pytest.raises(ViewUnknown):
        locate(context, LocateParams(view, 1))
