"""The fault matrix: what networks do to a gallery, and how soon the person must see the right thing again.

`budget_s` None: the row has no time of its own. Budgets count from the gallery's first word to the server, or from the
fault; on the test's servers minutes are seconds (tests/chaos/stacks.py). A budget of "0 s extra" is the second a first
screen may take.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_SCREEN_S = 1.0

# The socket is doubted 1.2 s after a question nobody answers, HTTP is asked beside it after another 0.6 s (the two of
# docs/protocol.md, "answer late"), and both have 3 s to say something; 0.3 s for the page to ask and to show it.
BUSY_LABEL_S = 1.2 + 0.6 + 3.0 + 0.3


@dataclass(frozen=True)
class Row:
    id: str
    fault: str
    budget_s: float | None
    budget: str


ROWS: tuple[Row, ...] = (
    Row("F1", "Upgrade header stripped, or the upgrade refused", FIRST_SCREEN_S, "0 s extra"),
    Row("F2", "handshake swallowed", 3.0, "2.5 s"),
    Row("F3", "opens, nothing flows", 3.0, "2.5 s"),
    Row("F4", "idle kill", None, "invisible"),
    Row("F5", "life capped", 1.0, "< 1 s, nothing lost"),
    Row("F6", "silent half-open, laptop sleep", 3.0, "the stall timeout idle, 3 s on wake"),
    Row("F7", "cut in the middle of an answer, at any byte", 1.0, "1 s"),
    Row("F8", "long poll cut", None, "next poll"),
    Row("F9", "proxy buffers streamed answers", 3.0, "–"),
    Row("F10", "socket 401 while HTTP is 200", FIRST_SCREEN_S, "0 s"),
    Row("F11", "login expired", 1.0, "at once"),
    Row("F12", "HTML instead of JSON", 1.0, "1 request"),
    Row("F13", "server busy", BUSY_LABEL_S, "label after 3 s of silence"),
    Row("F14", "server restarted", 2.0, "< 2 s after it is up"),
    Row("F15", "429, in-flight cap", None, "at once"),
    Row("F16", "six connections per host used up", 0.25, "250 ms"),
    Row("F17", "background timers throttled", 3.0, "–"),
    Row("F18", "wrong scheme or host", FIRST_SCREEN_S, "0 s"),
    Row("F19", "sub-path", FIRST_SCREEN_S, "3 requests"),
    Row("F20", "server has no WebSocket library", FIRST_SCREEN_S, "0 s"),
    Row("F21", "frame too big", None, "–"),
    Row("F22", "a cache replays an old answer", None, "1 poll"),
    Row("F23", "offline", 1.0, "at once"),
    Row("F24", "slow reader", 1.0, "–"),
    Row("F25", "duplicates and reorder at a switch", None, "–"),
    Row("F26", "flapping", 60.0, "60 s"),
    Row("F27", "plain http on a LAN address", FIRST_SCREEN_S, "0 s"),
    Row("F28", "200 ms round trips, 1 Mbit/s, 2 % loss", None, "3 round trips + transfer"),
)


def row(name: str) -> Row:
    return next(each for each in ROWS if each.id == name)
