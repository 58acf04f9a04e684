"""The host is a guest's house: no callback of ours ever raises into it."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from evergallery.log import get_logger

P = ParamSpec("P")
R = TypeVar("R")

_log = get_logger("host")


def safe(doing: str, callback: Callable[P, R]) -> Callable[P, R | None]:
    """`callback`, with every error turned into one log line and None.

    `doing` completes "… failed". A1111 shows warnings and errors bare, without logger or level, so the
    line says by itself whose it is; the traceback comes at level DEBUG.
    """

    @functools.wraps(callback)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return callback(*args, **kwargs)
        except Exception as error:
            report(doing, error)
            return None

    return guarded


def report(doing: str, error: Exception) -> None:
    _log.error(
        "Evergallery: %s failed (%s: %s); the web UI is not affected.",
        doing,
        type(error).__name__,
        error,
        exc_info=_log.isEnabledFor(logging.DEBUG),
    )
