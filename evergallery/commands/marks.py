"""What people say about pictures. No file is changed, so it may be said in a read-only gallery too."""

from __future__ import annotations

from msgspec import Struct

from evergallery.library import Action

from .bodies import MarkBody, mark_body
from .context import CommandContext
from .params import Id, ItemVersion


class MarkParams(Struct, frozen=True):
    id: Id
    favourite: bool
    version: ItemVersion = ""


def mark(context: CommandContext, params: MarkParams, action: Action) -> MarkBody:
    """Raises ItemUnknown, ItemGone, ActionConflict."""
    return mark_body(context.library.mark(action, params.id, params.favourite, params.version))
