"""Gradio inside a test process that takes every warning for an error."""

from __future__ import annotations

import asyncio
import contextlib
import warnings
from collections.abc import Iterator
from types import ModuleType

import pytest


@contextlib.contextmanager
def gradio_without_leaks(patch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Its imports warn, and its Blocks make event loops (utils.safe_get_lock) that it never closes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import gradio
    loops: list[asyncio.AbstractEventLoop] = []
    new_event_loop = asyncio.new_event_loop

    def remembered() -> asyncio.AbstractEventLoop:
        loops.append(new_event_loop())
        return loops[-1]

    patch.setattr(asyncio, "new_event_loop", remembered)
    try:
        yield gradio
    finally:
        for loop in loops:
            loop.close()
