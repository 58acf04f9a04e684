"""What can go wrong between a browser and a server, as values."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind = Literal["upgrade", "http", "any"]


@dataclass(frozen=True)
class Pass:
    """Nothing goes wrong."""


@dataclass(frozen=True)
class Answer:
    """The proxy answers itself: a refusal, a login page, a 429. The server hears nothing."""

    status: int = 502
    body: str = "Bad gateway"
    media_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hang:
    """The request is taken and never answered."""


@dataclass(frozen=True)
class Drop:
    """The connection is reset as soon as the request was read."""


@dataclass(frozen=True)
class Swallow:
    """Both sides keep their connection, but from byte `after_bytes` on the client gets nothing.

    Heads are not counted, neither the handshake's nor an answer's.
    """

    after_bytes: int = 0


@dataclass(frozen=True)
class HalfOpen:
    """Neither side hears the other any more, and neither is told: a NAT that forgot, a laptop that slept."""


@dataclass(frozen=True)
class Cut:
    """The connection ends after so many bytes, or whole WebSocket messages, to the client."""

    after_bytes: int | None = None
    after_messages: int | None = None


@dataclass(frozen=True)
class IdleKill:
    """The connection ends once neither side said anything for so long; `silent`: nobody is told."""

    after_s: float
    silent: bool = False


@dataclass(frozen=True)
class LifeCap:
    """The connection ends at this age, whatever goes on: Runpod's 100 s."""

    after_s: float


@dataclass(frozen=True)
class Buffer:
    """What goes to the client is handed on in lumps of so many bytes, or (0) when the answer is complete."""

    lump_bytes: int = 0


@dataclass(frozen=True)
class Delay:
    """A slow line: everything to the client comes `delay_s` ± `jitter_s` later, in order.

    Only one direction is slow, so `delay_s` is the round trip; a new connection costs it once more, as TCP's own
    handshake would. `bytes_per_s` (0: as fast as it goes) is shared by all connections of the proxy. A lost
    packet (`loss`: how many of all, 0…1) is one that comes a round trip later, and all behind it too.
    """

    delay_s: float = 0.0
    jitter_s: float = 0.0
    bytes_per_s: float = 0.0
    loss: float = 0.0


@dataclass(frozen=True)
class StripUpgrade:
    """The request goes on without its Upgrade header, as nginx passes it when nobody told it otherwise."""


@dataclass(frozen=True)
class StripCredentials:
    """The request goes on without cookies and Authorization: Safari's sockets behind Basic auth."""


@dataclass(frozen=True)
class Replay:
    """A broken cache: the first good answer of each path passes and is the answer from then on."""


Fault: TypeAlias = (
    Pass
    | Answer
    | Hang
    | Drop
    | Swallow
    | HalfOpen
    | Cut
    | IdleKill
    | LifeCap
    | Buffer
    | Delay
    | StripUpgrade
    | StripCredentials
    | Replay
)


def interstitial(words: str = "You are about to visit") -> Answer:
    """ngrok's page, a challenge, a pod that sleeps: HTML with 200 where data was asked for."""
    return Answer(200, f"<!doctype html><h1>{words}</h1>", "text/html")


def redirect(location: str) -> Answer:
    """What a login proxy says to everybody it does not know."""
    return Answer(302, "", "text/html", {"Location": location})


def too_many(retry_after_s: int) -> Answer:
    return Answer(429, "Too many requests", headers={"Retry-After": str(retry_after_s)})


@dataclass(frozen=True)
class Rule:
    """`fault` for requests of one kind whose path matches a shell pattern.

    `times`: only for the first so many of them; 0 means for all. `every`: 2 lets the first pass and not the second, and
    so on.
    """

    fault: Fault
    kind: Kind = "any"
    path: str = "*"
    times: int = 0
    every: int = 1

    def fits(self, kind: Kind, path: str) -> bool:
        return self.kind in ("any", kind) and fnmatch.fnmatchcase(path, self.path)

    def governs(self, number: int) -> bool:
        """Whether the request is meant that is the so manyth to fit; counted from 1."""
        governed, rest = divmod(number, self.every)
        return rest == 0 and not 0 < self.times < governed
