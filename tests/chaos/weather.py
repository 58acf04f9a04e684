"""What a bad network does in an hour: every fault in turn, by the dice, for some seconds each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from tests.chaos.faults import (
    Answer,
    Buffer,
    Cut,
    Delay,
    Drop,
    Fault,
    HalfOpen,
    Hang,
    IdleKill,
    LifeCap,
    Replay,
    Rule,
    StripUpgrade,
    Swallow,
    too_many,
)
from tests.chaos.proxy import Proxy

POLLS = "*/run/evergallery_poll"
SHORTEST_S, LONGEST_S = 0.5, 4.0


def sockets(fault: Fault, times: int = 0) -> Rule:
    return Rule(fault, kind="upgrade", times=times)


def polls(fault: Fault, times: int = 0) -> Rule:
    return Rule(fault, path=POLLS, times=times)


class Weather:
    """`change` brings the next; `calm` ends it."""

    def __init__(self, proxy: Proxy, seed: int) -> None:
        self._proxy = proxy
        self.seed = seed
        self._dice = random.Random(seed)
        self.seen: Counter[str] = Counter()

    def change(self) -> float:
        """Seconds until it should change again."""
        name, rules, suddenly = self._dice.choice(self._kinds())
        self.seen[name] += 1
        self._proxy.rules = rules
        if suddenly is not None:
            self._proxy.inject(suddenly)
        return self._dice.uniform(SHORTEST_S, LONGEST_S)

    def calm(self) -> None:
        self._proxy.rules = []

    def _kinds(self) -> Sequence[tuple[str, list[Rule], Fault | None]]:
        """Name, what new requests meet, and what happens to the sockets that are open."""
        at = self._dice.randrange(12_000)
        return [
            ("calm", [], None),
            ("calm", [], None),
            ("cut", [sockets(Cut(after_bytes=at), times=3)], Cut(after_bytes=at)),
            ("cut messages", [sockets(Cut(after_messages=at % 9))], Cut(after_messages=at % 9)),
            ("cut polls", [sockets(Answer(502)), polls(Cut(after_bytes=at), times=3)], Drop()),
            ("dropped", [], Drop()),
            ("half-open", [], HalfOpen()),
            ("refused", [sockets(Answer(403))], Drop()),
            ("no upgrade", [sockets(StripUpgrade())], Drop()),
            ("hanging", [sockets(Hang())], Drop()),
            ("silent", [sockets(Swallow(at))], Swallow(at)),
            ("idle-kill", [sockets(IdleKill(0.4))], IdleKill(0.4)),
            ("life cap", [sockets(LifeCap(1.0)), polls(LifeCap(1.0))], LifeCap(0.5)),
            ("buffering", [Rule(Buffer(lump_bytes=8_192))], Drop()),
            ("slow", [Rule(Delay(0.15, jitter_s=0.1, bytes_per_s=200_000, loss=0.02))], None),
            ("too many", [sockets(Answer(429)), polls(too_many(1), times=3)], Drop()),
            ("bad gateway", [sockets(Answer(502)), polls(Answer(502), times=4)], Drop()),
            ("old answers", [sockets(Answer(502)), polls(Replay(), times=4)], Drop()),
            ("nothing works", [sockets(Drop()), polls(Drop())], Drop()),
        ]
