"""The lives of one server under the mixed faults: it is restarted while everybody goes on."""

from __future__ import annotations

import statistics
import time

from tests.chaos.stacks import TunedServer

RESTART_EVERY_S = 300.0
WARM_UP = 0.25  # of the last life
STOPPED, KILLED = "server stopped", "server killed"


class Lives:
    """Restarts come in the first third of the time only, every five minutes of an hour and once in short times.

    They prove that nothing is lost or done twice. Flat memory is proved by the last life, which has the other two
    thirds for itself: a server remembers sessions for ten minutes, so its memory may grow for so long, and of an hour
    that is the warm-up, a quarter of forty minutes. Memory of different lives is not compared.
    """

    def __init__(self, server: TunedServer, seconds: float) -> None:
        self._server = server
        self._began_s = time.monotonic()
        self._until_s = self._began_s + seconds
        self._due_s = [self._began_s + due_s for due_s in restarts_s(seconds)]
        self._restarts = 0
        self.memory: list[int] = []
        """Bytes of the life that is, one sample a round after its warm-up."""

    def go_on(self) -> str:
        """To be called each round: how the server was ended, if it was time for that; else "" and a sample."""
        if self._due_s and time.monotonic() >= self._due_s[0]:
            del self._due_s[0]
            return self._restart()
        warm_s = self._began_s + WARM_UP * (self._until_s - self._began_s)
        if time.monotonic() > warm_s:
            self.memory.append(self._server.memory_bytes())
        return ""

    def _restart(self) -> str:
        """In turn: killed in the middle of a word, and asked to stop."""
        self._restarts += 1
        how = KILLED if self._restarts % 2 else STOPPED
        if how == KILLED:
            self._server.kill()
        else:
            self._server.stop()
        self._server.start()
        self._began_s, self.memory = time.monotonic(), []
        return how


def restarts_s(seconds: float) -> list[float]:
    """When, from the beginning."""
    third_s = seconds / 3
    count = max(1, int(third_s // RESTART_EVERY_S))
    return [third_s * number / count for number in range(1, count + 1)]


def growth(memory: list[int]) -> tuple[float, float]:
    """Medians of the first and of the last quarter, in bytes."""
    quarter = max(1, len(memory) // 4)
    return statistics.median(memory[:quarter]), statistics.median(memory[-quarter:])
