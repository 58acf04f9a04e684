"""One request, or one socket, of a client of the proxy, and the fault that governs it."""

from __future__ import annotations

import asyncio

from tests.chaos.faults import Drop, Fault, HalfOpen, IdleKill, LifeCap, Swallow
from tests.chaos.gate import Gate
from tests.chaos.heads import Head


class Exchange:
    """Made in the proxy's loop; `disarm` when it is over."""

    def __init__(self, head: Head, fault: Fault, client: asyncio.StreamWriter) -> None:
        self.head = head
        self.fault = fault
        self.client = client
        self.is_over = False
        self.gate = Gate(fault, frames=head.kind == "upgrade")
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._heard_at_s = self._loop.time()
        self._arm()

    @property
    def tells_nothing(self) -> bool:
        """Whether the client is to believe that the connection still is."""
        return isinstance(self.fault, (Swallow, HalfOpen))

    @property
    def is_deaf(self) -> bool:
        """Whether the server hears nothing of the client, not even its end."""
        return isinstance(self.fault, HalfOpen)

    def change(self, fault: Fault) -> None:
        """From now on this fault."""
        self.disarm()
        self.fault = fault
        self.gate.change(fault)
        self._arm()
        if isinstance(fault, Drop):
            self.end()

    def heard(self) -> None:
        """Either side said something."""
        self._heard_at_s = self._loop.time()

    def end(self) -> None:
        self.client.transport.abort()

    def disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        if isinstance(self.fault, LifeCap):
            self._timer = self._loop.call_later(self.fault.after_s, self.end)
        elif isinstance(self.fault, IdleKill):
            self._watch_idle(self.fault)

    def _watch_idle(self, idle: IdleKill) -> None:
        left_s = self._heard_at_s + idle.after_s - self._loop.time()
        if left_s > 0:
            self._timer = self._loop.call_later(left_s, self._watch_idle, idle)
        elif idle.silent:
            self.change(HalfOpen())
        else:
            self.end()
