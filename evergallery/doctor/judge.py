"""Draws the conclusions: outcomes of probes in, findings and advice out. Asks nobody, knows no words.

Twin: javascript/evergallery/model/diagnosis.mjs; both play tests/vectors/diagnosis.json.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .outcomes import Outcome, Result, all_of, first, number_in
from .server_lines import REPAIRS, Repair

Level = Literal["failure", "warning", "note"]
Hop = Literal["network", "proxy", "login", "server", ""]

ALL_FINE, FALL_BACK, NOTHING_WORKS, WRONG_USE = range(4)
"""Exit codes, for scripts."""

# The server says something every 15 s and the page every 25 s: what is cut later is never reached.
IDLE_IS_HARMLESS_MS = 30_000
# No poll is parked longer than 25 s.
PARKED_IS_HARMLESS_MS = 26_000
# Below that a parked poll costs as much as a short one.
SHORTEST_PARK_MS = 2_000
SHORTEST_HEARTBEAT_MS = 1_000
FAR_AWAY_MS = 300


@dataclass(frozen=True)
class Finding:
    """`hop`: which part of the way is the reason. `ms`: after how long something is cut, or a round trip."""

    code: str
    level: Level
    hop: Hop
    by: str = ""
    ms: int | None = None
    status: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "level": self.level,
            "hop": self.hop,
            "by": self.by,
            "ms": self.ms,
            "status": self.status,
        }


@dataclass(frozen=True)
class Diagnosis:
    """`findings`: the gravest first, never empty. `settings`: what to set where it differs from the defaults."""

    findings: tuple[Finding, ...]
    transport: str
    settings: dict[str, Any] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
    exit_code: int = ALL_FINE

    def as_json(self) -> dict[str, Any]:
        return {
            "findings": [finding.as_json() for finding in self.findings],
            "transport": self.transport,
            "settings": self.settings,
            "repairs": list(self.repairs),
            "exit_code": self.exit_code,
        }


# What the first question may end in -> what that means and whose it is.
_DOORS: dict[Result, tuple[str, Hop]] = {
    "unreachable": ("unreachable", "network"),
    "untrusted": ("untrusted", "proxy"),
    "timeout": ("no_answer", "network"),
    "cut": ("hangs_up", "network"),
    "login": ("login_needed", "login"),
    "wrong_login": ("login_refused", "login"),
    "origin": ("wrong_origin", "proxy"),
    "missing": ("gallery_missing", "server"),
    "page": ("page_between", "proxy"),
    "challenge": ("challenge", "proxy"),
    "gateway": ("nobody_behind", "server"),
    "busy": ("server_busy", "server"),
    "refused": ("refused", "proxy"),
}
_UPGRADES: dict[Result, tuple[str, Hop]] = {
    "no_upgrade": ("upgrade_stripped", "proxy"),
    "no_library": ("no_library", "server"),
    "timeout": ("upgrade_hangs", "proxy"),
    "login": ("socket_login", "login"),
    "origin": ("wrong_origin", "proxy"),
    "busy": ("server_busy", "server"),
}
_REPAIRED_BY: dict[str, Repair] = {
    "upgrade_stripped": "upgrade",
    "upgrade_refused": "upgrade",
    "upgrade_hangs": "upgrade",
    "socket_silent": "upgrade",
    "idle_cut": "timeouts",
    "parked_cut": "timeouts",
    "answers_in_lumps": "buffering",
    "wrong_origin": "host",
}
_LEVELS: tuple[Level, ...] = ("failure", "warning", "note")


def diagnose(outcomes: Sequence[Outcome]) -> Diagnosis:
    """Of all that was tried, however little that is."""
    door = first(outcomes, "gallery")
    if not door.is_ok:
        shut = _at_the_door(door)
        return Diagnosis((shut,), "", repairs=_repairs([shut]), exit_code=NOTHING_WORKS)
    found = _gravest_first(_behind_the_door(outcomes))
    settings = _settings(outcomes, found)
    return Diagnosis(
        findings=tuple(found) or (Finding("all_fine", "note", ""),),
        transport=settings.get("transport", "auto") if _works(outcomes) else "",
        settings=settings if _works(outcomes) else {},
        repairs=_repairs(found),
        exit_code=_exit_code(outcomes, found),
    )


def _at_the_door(door: Outcome) -> Finding:
    code, hop = _DOORS.get(door.result, ("refused", "proxy"))
    return Finding(code, "failure", hop, door.by, status=door.status)


def _gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Each code once: a missing Host header stops polls and sockets alike."""
    once = {finding.code: finding for finding in reversed(list(findings))}
    ordered = reversed(list(once.values()))
    return sorted(ordered, key=lambda finding: _LEVELS.index(finding.level))


def _behind_the_door(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    yield from _about_polls(outcomes)
    yield from _about_sockets(outcomes)
    yield from _about_silence(outcomes)
    yield from _about_comfort(outcomes)


def _about_polls(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    poll = first(outcomes, "poll")
    if poll.result in ("login", "origin", "busy"):
        code, hop = _DOORS[poll.result]
        yield Finding(code, "failure", hop, poll.by, status=poll.status)
    elif poll.result not in ("ok", "skipped"):
        yield Finding("polls_blocked", "failure", "proxy", poll.by, status=poll.status)
    bulk = first(outcomes, "bulk_512")
    if bulk.result in ("cut", "timeout", "garbled"):
        yield Finding("answers_cut", "warning", "proxy", bulk.by, bulk.ms)


def _about_sockets(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    upgrade, welcome = first(outcomes, "upgrade"), first(outcomes, "welcome")
    if upgrade.result not in ("ok", "skipped"):
        code, hop = _UPGRADES.get(upgrade.result, ("upgrade_refused", "proxy"))
        yield Finding(code, "warning", hop, upgrade.by, status=upgrade.status)
    elif welcome.result not in ("ok", "skipped"):
        yield Finding("socket_silent", "warning", "proxy", welcome.by, welcome.ms)
    elif frames := [one for one in all_of(outcomes, "frame") if not _fine(one)]:
        yield Finding("frames_cut", "warning", "proxy", ms=None, by=frames[0].by)


def _about_silence(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """Only the first that is cut: longer ones are cut for the same reason. A socket that carries nothing anyway says
    nothing about silence.
    """
    carries = first(outcomes, "welcome").is_ok
    idle_ms = _cut_after_ms(outcomes, "idle") if carries else None
    parked_ms = _cut_after_ms(outcomes, "parked")
    by = _named(all_of(outcomes, "parked"))
    # A socket's name is on its handshake, which a browser keeps to itself.
    idle_by = _named(all_of(outcomes, "idle")) or (by if parked_ms else "")
    if idle_ms is not None:
        level: Level = "note" if idle_ms > IDLE_IS_HARMLESS_MS else "warning"
        yield Finding("idle_cut", level, "proxy", idle_by, idle_ms)
    if parked_ms is not None:
        level = "note" if parked_ms > PARKED_IS_HARMLESS_MS else "warning"
        yield Finding("parked_cut", level, "proxy", by, parked_ms)


def _about_comfort(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """What costs comfort elsewhere and nothing here."""
    buffering = first(outcomes, "buffering")
    if buffering.result == "lumps":
        yield Finding("answers_in_lumps", "note", "proxy", buffering.by)
    trip = first(outcomes, "round_trip_http")
    if trip.is_ok and trip.ms is not None and trip.ms >= FAR_AWAY_MS:
        yield Finding("far_away", "note", "network", ms=trip.ms)


def _fine(outcome: Outcome) -> bool:
    return outcome.result in ("ok", "skipped")


def _cut_after_ms(outcomes: Sequence[Outcome], kind: str) -> int | None:
    """What was never answered is gone after the time it was held for, at the latest."""
    ends = [
        one.ms if one.result == "cut" and one.ms else number_in(one.probe) * 1000
        for one in all_of(outcomes, kind)
        if one.result in ("cut", "timeout", "silent")
    ]
    return min(ends, default=None)


def _named(outcomes: Iterable[Outcome]) -> str:
    return next((one.by for one in outcomes if one.by and not one.is_ok), "")


def _http_works(outcomes: Sequence[Outcome]) -> bool:
    return first(outcomes, "poll").is_ok


def _sockets_work(outcomes: Sequence[Outcome]) -> bool:
    """Frames of 64 KiB are what it takes: everything the gallery says is cut into pieces below that."""
    is_welcome = first(outcomes, "welcome").is_ok
    return is_welcome and all(_fine(one) for one in all_of(outcomes, "frame"))


def _works(outcomes: Sequence[Outcome]) -> bool:
    return _http_works(outcomes) or _sockets_work(outcomes)


def _settings(outcomes: Sequence[Outcome], findings: Sequence[Finding]) -> dict[str, Any]:
    warned = {f.code: f.ms for f in findings if f.level == "warning" and f.ms is not None}
    settings: dict[str, Any] = {}
    transport = _transport(outcomes, warned.get("parked_cut"))
    if transport != "auto":
        settings["transport"] = transport
    if "parked_cut" in warned:
        settings["poll_wait_ms"] = _part_of(warned["parked_cut"], 0.8)
    if "idle_cut" in warned:
        settings["heartbeat_ms"] = max(SHORTEST_HEARTBEAT_MS, _part_of(warned["idle_cut"], 0.6))
    return settings


def _transport(outcomes: Sequence[Outcome], parked_cut_ms: int | None) -> str:
    """Auto finds its way by itself; what is known not to work need not be tried each time."""
    if _sockets_work(outcomes):
        return "auto" if _http_works(outcomes) else "websocket"
    if parked_cut_ms is not None and parked_cut_ms < SHORTEST_PARK_MS:
        return "http_short"
    return "http_long"


def _part_of(ms: int, part: float) -> int:
    """In half seconds, downward: far enough from the cut for a slow day."""
    return math.floor(ms * part / 500) * 500


def _repairs(findings: Sequence[Finding]) -> tuple[Repair, ...]:
    """What never reaches the gallery is left as it is."""
    wanted = {
        _REPAIRED_BY.get(one.code) for one in findings if one.level != "note" or one.ms is None
    }
    return tuple(repair for repair in REPAIRS if repair in wanted)


def _exit_code(outcomes: Sequence[Outcome], findings: Sequence[Finding]) -> int:
    if not _works(outcomes):
        return NOTHING_WORKS
    return ALL_FINE if all(finding.level == "note" for finding in findings) else FALL_BACK
