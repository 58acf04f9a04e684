"""Threads for blocking work, counted apart from the host's.

A host runs its own slow jobs on anyio's default forty threads: with 64 of them running, a call that needs one of
those threads waited 9.7 s.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import anyio
from anyio import to_thread

Answer = TypeVar("Answer")


class NotWanted(Exception):
    """Whoever asked went away while waiting in line."""


class Threads:
    """At most `count` calls at once; the others wait in line, and leave it when cancelled.

    A call that has begun is not interrupted: its caller waits for its end even when cancelled, so that
    nobody gets more threads by cancelling.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._places: anyio.CapacityLimiter | None = None

    async def run(self, function: Callable[..., Answer], *args: object) -> Answer:
        async with self._place():
            return await _in_thread(function, *args)

    async def run_if(
        self,
        is_wanted: Callable[[], Awaitable[bool]],
        function: Callable[..., Answer],
        *args: object,
    ) -> Answer:
        """Asks once more before the work begins. Raises NotWanted."""
        async with self._place():
            if not await is_wanted():
                raise NotWanted
            return await _in_thread(function, *args)

    def forget_loop(self) -> None:
        """The loop whose calls were counted is gone; what still runs for it ends by itself."""
        self._places = None

    def _place(self) -> anyio.CapacityLimiter:
        if self._places is None:  # anyio 3 makes one only inside a running loop
            self._places = anyio.CapacityLimiter(self._count)
        return self._places


async def _in_thread(function: Callable[..., Answer], *args: object) -> Answer:
    """Counted already: anyio's own count must not apply."""
    return await to_thread.run_sync(
        partial(function, *args), limiter=anyio.CapacityLimiter(math.inf)
    )
