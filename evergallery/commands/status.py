"""How far the background work is, and how busy the server."""

from __future__ import annotations

from .bodies import StatusBody, status_body
from .context import CommandContext
from .params import NoParams


def status(context: CommandContext, _: NoParams) -> StatusBody:
    return status_body(context.library.status(), context.loop_lag_ms())
