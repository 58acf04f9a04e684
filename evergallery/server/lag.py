"""How late the event loop is: what every socket, poll and picture of the host waits for, ours and others'.

A timer that is to fire after a second and fires after three tells of two seconds in which somebody held the loop: a
blocking call, or a model load that held the interpreter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

EVERY_S = 1.0


class LagSampler:
    """`observe` is told seconds. Nothing runs before `start` and after `stop`; both may be called again."""

    def __init__(self, observe: Callable[[float], None], *, every_s: float = EVERY_S) -> None:
        self._observe = observe
        self._every_s = every_s
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_running(self) -> bool:
        return self._timer is not None

    def start(self) -> None:
        if self._timer is None:
            self._arm()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        loop = asyncio.get_running_loop()
        due_s = loop.time() + self._every_s
        self._timer = loop.call_at(due_s, self._on_timer, due_s)

    def _on_timer(self, due_s: float) -> None:
        self._observe(max(0.0, asyncio.get_running_loop().time() - due_s))
        self._arm()
