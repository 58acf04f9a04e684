"""Calling what takes other arguments in every version: by signature, never by version number."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


def accepted(function: Callable[..., Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The part of `wanted` that `function` names in its signature."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in wanted.items() if name in names}


def call_accepted(function: Callable[..., Any], *args: Any, **wanted: Any) -> Any:
    """Call `function` with `args` and those keyword arguments it knows."""
    return function(*args, **accepted(function, wanted))


def knows(function: Callable[..., Any], name: str) -> bool:
    return name in inspect.signature(function).parameters
