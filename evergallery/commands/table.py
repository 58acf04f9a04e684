"""Every command a client may send, in one table. docs/commands.md is tested against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from evergallery.errors import BadParams, EvergalleryError, InternalError, UnknownCommand
from evergallery.log import get_logger

from .bodies import EmptyBody, FoldersBody, ItemBody, OffsetBody, StatusBody, ViewBody, WindowBody
from .context import CommandContext
from .folders import folders
from .items import ItemParams, item
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
    """What it takes, what it gives, and the blocking function between."""

    params: type[Struct]
    result: type[Struct]
    function: Callable[[CommandContext, Any], Struct]


COMMANDS: Mapping[str, Command] = {
    "open_view": Command(OpenViewParams, ViewBody, open_view),
    "window": Command(WindowParams, WindowBody, window),
    "close_view": Command(ViewParams, EmptyBody, close_view),
    "locate": Command(LocateParams, OffsetBody, locate),
    "folders": Command(NoParams, FoldersBody, folders),
    "item": Command(ItemParams, ItemBody, item),
    "status": Command(NoParams, StatusBody, status),
}


def run(context: CommandContext, command: str, params: Mapping[str, Any]) -> Struct:
    """The result of one command; blocks. Raises EvergalleryError and nothing else."""
    entry = COMMANDS.get(command)
    if entry is None:
        raise UnknownCommand
    checked = _checked(entry.params, params)
    try:
        return entry.function(context, checked)
    except EvergalleryError:
        raise
    except Exception:
        _log.exception("The command %s failed.", command)
        raise InternalError from None


def _checked(kind: type[Struct], params: Mapping[str, Any]) -> Struct:
    """Unknown parameters are passed over, so that a newer page can talk to an older server."""
    try:
        return msgspec.convert(params, kind)
    except (msgspec.ValidationError, UnicodeError):
        raise BadParams from None
