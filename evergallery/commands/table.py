"""Every command a client may send, in one table. docs/commands.md is tested against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from evergallery.errors import BadParams, EvergalleryError, InternalError, UnknownCommand
from evergallery.library import Action
from evergallery.log import get_logger

from .bodies import (
    EmptyBody,
    FoldersBody,
    ItemBody,
    MarkBody,
    OffsetBody,
    StatusBody,
    ViewBody,
    WindowBody,
)
from .context import CommandContext
from .folders import FoldersParams, folders
from .items import ItemParams, item
from .marks import MarkParams, mark
from .params import NoParams
from .status import status
from .views import (
    LocateParams,
    OpenViewParams,
    ViewParams,
    WindowParams,
    close_view,
    locate,
    open_view,
    window,
)

_log = get_logger("commands")


@dataclass(frozen=True)
class Command:
    """What it takes, what it gives, and the blocking function between.

    A question is a function of context and parameters and may be asked again at will. An action
    changes something: its function takes an Action too and does it once for each key.
    """

    params: type[Struct]
    result: type[Struct]
    function: Callable[..., Struct]
    is_action: bool = False


COMMANDS: Mapping[str, Command] = {
    "open_view": Command(OpenViewParams, ViewBody, open_view),
    "window": Command(WindowParams, WindowBody, window),
    "close_view": Command(ViewParams, EmptyBody, close_view),
    "locate": Command(LocateParams, OffsetBody, locate),
    "folders": Command(FoldersParams, FoldersBody, folders),
    "item": Command(ItemParams, ItemBody, item),
    "mark": Command(MarkParams, MarkBody, mark, is_action=True),
    "status": Command(NoParams, StatusBody, status),
}


def run(
    context: CommandContext, command: str, params: Mapping[str, Any], key: str = "", user: str = ""
) -> Struct:
    """The result of one command; blocks. Raises EvergalleryError and nothing else.

    An action with a `key` this `user` gave before is not done again: it answers what it answered then.
    """
    entry = COMMANDS.get(command)
    if entry is None:
        raise UnknownCommand
    checked = _checked(entry.params, params)
    action = [_action(command, checked, key, user)] if entry.is_action else []
    try:
        return entry.function(context, checked, *action)
    except EvergalleryError:
        raise
    except Exception:
        _log.exception("The command %s failed.", command)
        raise InternalError from None


def _action(command: str, params: Struct, key: str, user: str) -> Action:
    """Parameters as they were checked: a default and the same value said aloud are the same wish."""
    if not key:
        raise BadParams("An action needs a key.")
    return Action(user, key, command, msgspec.json.encode(params).decode())


def _checked(kind: type[Struct], params: Mapping[str, Any]) -> Struct:
    """Unknown parameters are passed over, so that a newer page can talk to an older server."""
    try:
        return msgspec.convert(params, kind)
    except (msgspec.ValidationError, UnicodeError):
        raise BadParams from None
