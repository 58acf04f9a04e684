"""What was learnt about one server from one place, so that the next visit need not learn it again.

Kept as plain JSON per origin, base and version. It decays: networks change. Times are wall-clock milliseconds, because
they outlive the page. Whatever is read back may be old, of another version or nonsense, and is then as good as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any, Literal

Verdict = Literal["ok", "bad", "unknown"]

OK_FOR_MS = 7 * 86_400_000
BAD_FIRST_MS = 30 * 60_000
BAD_CAP_MS = 24 * 3_600_000
LIVES_FOR_MS = 7 * 86_400_000
LIVES_KEPT = 8
LIVES_NEEDED = 3  # ends of about the same age, before a cap is believed
CAP_SPREAD = 0.1  # "about": within so much of their median
SHORTEST_CAP_MS = 2_000  # ends younger than this are accidents, not a cap
RTT_CHANGE = 1.5  # a round trip worth writing down again differs by this factor


class LinkMemory:
    """The verdict on sockets, the ages at which they were cut, and the round trip.

    `kept` is what `snapshot` once gave. `take_changed` tells the owner when to write it down again.
    """

    def __init__(self, kept: Mapping[str, Any] | None = None) -> None:
        kept = kept or {}
        socket = kept.get("socket")
        self._socket: Verdict = socket if socket in ("ok", "bad") else "unknown"
        self._until_ms = _number(kept.get("until_ms"))
        self._bad_for_ms = min(_number(kept.get("bad_for_ms")), BAD_CAP_MS)
        self._lives_ms = _numbers(kept.get("lives_ms"))[-LIVES_KEPT:]
        self._lives_until_ms = _number(kept.get("lives_until_ms"))
        self.rtt_ms: float | None = _number(kept.get("rtt_ms")) or None
        self._changed = False

    def verdict(self, now_ms: float) -> Verdict:
        """A verdict from a clock that was ahead is none."""
        is_valid = now_ms < self._until_ms <= now_ms + OK_FOR_MS
        return self._socket if is_valid else "unknown"

    @property
    def until_ms(self) -> float:
        """Until when the verdict holds."""
        return self._until_ms

    @property
    def lives_ms(self) -> list[float]:
        return list(self._lives_ms)

    def life_cap_ms(self, now_ms: float) -> float | None:
        """The age at which this network cuts sockets, where it always does at about the same one."""
        if len(self._lives_ms) < LIVES_NEEDED or now_ms > self._lives_until_ms:
            return None
        recent = self._lives_ms[-LIVES_NEEDED:]
        middle = median(recent)
        is_regular = all(abs(life - middle) <= CAP_SPREAD * middle for life in recent)
        return middle if is_regular else None

    def explains(self, life_ms: float, now_ms: float) -> bool:
        """Whether a socket that was cut at this age met nothing but the network's usual cap."""
        cap_ms = self.life_cap_ms(now_ms)
        return cap_ms is not None and abs(life_ms - cap_ms) <= CAP_SPREAD * cap_ms

    def socket_worked(self, now_ms: float) -> None:
        self._judge("ok", now_ms + OK_FOR_MS)
        self._bad_for_ms = 0.0

    def socket_failed(self, now_ms: float) -> None:
        """Longer each time: 30 minutes, an hour … a day."""
        self._bad_for_ms = min(max(BAD_FIRST_MS, 2 * self._bad_for_ms), BAD_CAP_MS)
        self._judge("bad", now_ms + self._bad_for_ms)

    def socket_lived(self, life_ms: float, now_ms: float) -> None:
        """A socket that had worked was cut at this age."""
        if life_ms < SHORTEST_CAP_MS:
            return
        self._lives_ms = [*self._lives_ms, float(round(life_ms))][-LIVES_KEPT:]
        self._lives_until_ms = now_ms + LIVES_FOR_MS
        self._changed = True

    def round_trip(self, rtt_ms: float) -> None:
        """Written down when it is another one, not at every measurement."""
        known = self.rtt_ms
        if known is None or not known / RTT_CHANGE <= rtt_ms <= known * RTT_CHANGE:
            self.rtt_ms = max(1.0, float(round(rtt_ms)))
            self._changed = True

    def forget(self) -> None:
        self.rtt_ms = None
        self._judge("unknown", 0)
        self._bad_for_ms = 0.0
        self._lives_ms = []
        self._lives_until_ms = 0.0

    def take_changed(self) -> bool:
        changed, self._changed = self._changed, False
        return changed

    def known(self) -> dict[str, Any]:
        """For people: the verdict and until when it holds."""
        return {"socket": self._socket, "until_ms": self._until_ms}

    def snapshot(self) -> dict[str, Any]:
        return {
            "socket": self._socket,
            "until_ms": self._until_ms,
            "bad_for_ms": self._bad_for_ms,
            "lives_ms": self.lives_ms,
            "lives_until_ms": self._lives_until_ms,
            "rtt_ms": self.rtt_ms,
        }

    def _judge(self, verdict: Verdict, until_ms: float) -> None:
        self._socket = verdict
        self._until_ms = until_ms
        self._changed = True


def _number(value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < 2**53 else 0.0


def _numbers(value: Any) -> list[float]:
    return [_number(one) for one in value if _number(one)] if isinstance(value, list) else []
