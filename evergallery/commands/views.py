"""Opening a view, moving in it, closing it."""

from __future__ import annotations

from dataclasses import fields

from msgspec import Struct

from evergallery.errors import ViewUnknown
from evergallery.library import Sort, ViewPage, ViewQuery

from .bodies import EmptyBody, OffsetBody, ViewBody, WindowBody, view_body, window_body
from .context import CommandContext
from .params import Count, Id, Known, Limit, ViewKey, Words

# A view that changes faster than it can be opened three times is told of by its next event.
_OPENING_ATTEMPTS = 3

_OF_QUERY = tuple(field.name for field in fields(ViewQuery))


class OpenViewParams(Struct, frozen=True):
    folder: Id | None = None
    recursive: bool = True
    words: Words = ""
    sort: Sort = "date"
    descending: bool = True
    limit: Limit = 120
    known: Known = ""
    around: Id | None = None
    offset: Count = 0


class WindowParams(Struct, frozen=True):
    view: ViewKey
    offset: Count
    limit: Limit = 120


class ViewParams(Struct, frozen=True):
    view: ViewKey


class LocateParams(Struct, frozen=True):
    view: ViewKey
    id: Id


def open_view(context: CommandContext, params: OpenViewParams) -> ViewBody:
    """Raises FolderUnknown.

    A change between opening and noting the view down would be told to everybody but this session, so
    the version is looked at once more afterwards.
    """
    query = ViewQuery(**{name: getattr(params, name) for name in _OF_QUERY})
    page = context.library.open_view(query)
    for _ in range(_OPENING_ATTEMPTS):
        context.views.add(page.key)
        if _is_current(context, page):
            break
        page = context.library.open_view(query)
    context.on_opened(page.key)
    return view_body(page, params.known)


def window(context: CommandContext, params: WindowParams) -> WindowBody:
    """Raises ViewUnknown."""
    context.views.use(params.view)
    return window_body(context.library.window(params.view, params.offset, params.limit))


def close_view(context: CommandContext, params: ViewParams) -> EmptyBody:
    """Closing what is not open is no error: it is closed."""
    context.views.discard(params.view)
    return EmptyBody()


def locate(context: CommandContext, params: LocateParams) -> OffsetBody:
    """Raises ViewUnknown."""
    context.views.use(params.view)
    return OffsetBody(context.library.locate(params.view, params.id))


def _is_current(context: CommandContext, page: ViewPage) -> bool:
    try:
        return context.library.window(page.key, 0, 1).version == page.version
    except ViewUnknown:
        return False
