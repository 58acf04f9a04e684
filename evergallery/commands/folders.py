"""The tree of folders."""

from __future__ import annotations

from msgspec import Struct

from .bodies import FoldersBody, folders_body
from .context import CommandContext
from .params import Known


class FoldersParams(Struct, frozen=True):
    known: Known = ""


def folders(context: CommandContext, params: FoldersParams) -> FoldersBody:
    return folders_body(context.library.folders(), params.known)
