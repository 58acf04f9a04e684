"""The event loop the gallery lives on, and its clock.

Hosts start their server later and in another thread, so the loop is only known once the first request arrives. "Reload
UI" starts another server, with another loop, in the same process.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any


def now_ms() -> float:
    """Milliseconds of a clock that never jumps."""
    return time.monotonic() * 1000


class HomeLoop:
    """`on_moved` is called, on the new loop, when requests begin to arrive on another one."""

    def __init__(self, on_moved: Callable[[], None]) -> None:
        self._on_moved = on_moved
        self._loop: asyncio.AbstractEventLoop | None = None

    def enter(self) -> None:
        """To be called by whatever handles a request, on the loop, before anything else."""
        running = asyncio.get_running_loop()
        if running is self._loop:
            return
        moved = self._loop is not None
        self._loop = running
        if moved:
            self._on_moved()

    def call(self, function: Callable[..., None], *args: Any) -> bool:
        """Run `function` soon on the loop, from any thread. False when there is no loop to run it."""
        loop = self._loop
        if loop is None:
            return False
        try:
            loop.call_soon_threadsafe(function, *args)
        except RuntimeError:  # the server was stopped, its loop is closed
            return False
        return True
