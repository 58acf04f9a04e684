"""How long a poll is parked, and how soon the next one may follow."""

from __future__ import annotations

# Rungs of the long poll, because proxies cut a waiting request at 10 s (some), 15 s (Envoy), 30 s or 60 s.
POLL_WAITS_MS = (20_000, 10_000, 5_000, 0)
CUT_AFTER_MS = 1_500  # a poll that fails sooner was refused, not cut while it waited
SAFE_SHARE = 0.8  # of the age at which a poll was cut is still a safe wait
CLEAN_POLLS = 20  # and one rung up again
# Pauses between short polls by how long ago anything happened.
SHORT_POLL_MS = 1_000
IDLE_AFTER_MS, IDLE_POLL_MS = 30_000, 3_000
DORMANT_AFTER_MS, DORMANT_POLL_MS = 120_000, 15_000
POLL_BURST = 6  # polls that may start at once, then POLLS_PER_S: SD.Next refuses over 300 a minute
POLLS_PER_S = 4.0


class PollPace:
    """The rung of the long poll, the pauses of the short one, and the bucket that bounds both.

    `is_short` and `longest_ms` are the person's choice. A page that does not lead (`is_leading`) never parks a poll:
    six parked polls would take every connection a browser has for one host.
    """

    def __init__(self) -> None:
        self.is_short = False
        self.is_leading = True
        self.longest_ms = float(POLL_WAITS_MS[0])
        self._rung = 0
        self._clean_polls = 0
        self._tokens = float(POLL_BURST)
        self._tokens_at_ms = 0.0
        self._active_at_ms = 0.0

    @property
    def wait_ms(self) -> float:
        """How long the next poll may be parked; 0 on short polls."""
        if self.is_short or not self.is_leading:
            return 0
        return min(POLL_WAITS_MS[self._rung], self.longest_ms)

    def active(self, now_ms: float) -> None:
        """Something was asked or heard: short polls stay quick for a while."""
        self._active_at_ms = now_ms

    def pause_ms(self, now_ms: float) -> float:
        """Between one short poll and the next."""
        quiet_ms = now_ms - self._active_at_ms
        if quiet_ms < IDLE_AFTER_MS:
            return SHORT_POLL_MS
        return IDLE_POLL_MS if quiet_ms < DORMANT_AFTER_MS else DORMANT_POLL_MS

    def started(self, now_ms: float) -> None:
        self._tokens = self._tokens_now(now_ms) - 1
        self._tokens_at_ms = now_ms

    def done(self) -> None:
        """A poll ended as it should."""
        self._clean_polls += 1
        if self._clean_polls >= CLEAN_POLLS and self._rung > 0:
            self._rung, self._clean_polls = self._rung - 1, 0

    def cut(self, parked_ms: float) -> None:
        """A poll failed at this age. Old enough, it was the waiting that was cut: the next one waits less than that."""
        self._clean_polls = 0
        if not self.wait_ms or parked_ms < CUT_AFTER_MS:
            return
        self._rung += 1
        while POLL_WAITS_MS[self._rung] > SAFE_SHARE * parked_ms:
            self._rung += 1

    def free_at(self, now_ms: float) -> float:
        """When a poll may start without the server counting us out."""
        lacking = 1 - self._tokens_now(now_ms)
        # A rounding error must not become a timer that fires again and again.
        return now_ms + lacking * 1000 / POLLS_PER_S if lacking > 1e-6 else now_ms

    def _tokens_now(self, now_ms: float) -> float:
        gained = (now_ms - self._tokens_at_ms) * POLLS_PER_S / 1000
        return min(float(POLL_BURST), self._tokens + gained)
