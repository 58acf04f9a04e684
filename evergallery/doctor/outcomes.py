"""What a probe found out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Result = Literal[
    "ok",
    "unreachable",  # no connection: name, port, cable
    "untrusted",  # a certificate that is not to be trusted
    "timeout",  # connected, never answered
    "cut",  # ended before its time
    "silent",  # a socket that opened and carries nothing
    "garbled",  # something else came back than was sent
    "lumps",  # what was sent piece by piece came in one
    "refused",
    "no_upgrade",  # the handshake arrived without its Upgrade header
    "no_library",  # the server has no WebSocket library
    "login",  # a login is needed
    "wrong_login",  # the one given is not taken
    "origin",  # the server takes our page for a stranger's
    "missing",  # a server, but no gallery at this address
    "page",  # somebody else's page
    "challenge",  # a page that wants to see a human being
    "gateway",  # a proxy that finds nobody behind it
    "busy",
    "skipped",
]

# In the order in which they are shown. `idle_N`: a silent socket for N seconds; `parked_N`: an answer that comes then.
QUICK_HOLD_S = 8
IDLE_HOLDS_S = (35, 65, 105)
PARKED_HOLDS_S = (5, 20, 50)


@dataclass(frozen=True)
class Outcome:
    """`ms`: how long it took, or after how long it was cut. `status`: of the HTTP answer, 0 without one. `by`: the
    product that answered, where it says so and is not the gallery's own server.
    """

    probe: str
    result: Result
    ms: int | None = None
    status: int = 0
    by: str = ""

    @property
    def is_ok(self) -> bool:
        return self.result == "ok"

    def as_json(self) -> dict[str, Any]:
        return {
            "probe": self.probe,
            "result": self.result,
            "ms": self.ms,
            "status": self.status,
            "by": self.by,
        }


def probe_names(quick: bool) -> list[str]:
    """Of a whole examination, in the order of its table."""
    idle = (QUICK_HOLD_S,) if quick else (QUICK_HOLD_S, *IDLE_HOLDS_S)
    parked = (QUICK_HOLD_S,) if quick else (*PARKED_HOLDS_S[:1], QUICK_HOLD_S, *PARKED_HOLDS_S[1:])
    return [
        "gallery",
        "login",
        "poll",
        "round_trip_http",
        "bulk_512",
        "buffering",
        *(f"parked_{seconds}" for seconds in parked),
        "upgrade",
        "welcome",
        "frame_16",
        "frame_64",
        "round_trip_socket",
        *(f"idle_{seconds}" for seconds in idle),
    ]


def number_in(probe: str) -> int:
    """8 for `idle_8`; 0 where there is none."""
    _, _, number = probe.rpartition("_")
    return int(number) if number.isdigit() else 0


def first(outcomes: Iterable[Outcome], probe: str) -> Outcome:
    """The outcome of this probe; skipped where it was not tried."""
    return next((one for one in outcomes if one.probe == probe), Outcome(probe, "skipped"))


def all_of(outcomes: Iterable[Outcome], kind: str) -> list[Outcome]:
    """Of `idle` those of idle_8, idle_35 …; shortest first."""
    found = [one for one in outcomes if one.probe.startswith(f"{kind}_")]
    return sorted(found, key=lambda one: number_in(one.probe))
