"""The tree of folders."""

from __future__ import annotations

from .bodies import FoldersBody, folders_body
from .context import CommandContext
from .params import NoParams


def folders(context: CommandContext, _: NoParams) -> FoldersBody:
    return folders_body(context.library.folders())
