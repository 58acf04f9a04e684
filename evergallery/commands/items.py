"""One picture's details."""

from __future__ import annotations

from msgspec import Struct

from .bodies import ItemBody, item_body
from .context import CommandContext
from .params import Id


class ItemParams(Struct, frozen=True):
    id: Id


def item(context: CommandContext, params: ItemParams) -> ItemBody:
    """Raises ItemUnknown."""
    return item_body(context.library.item(params.id))
