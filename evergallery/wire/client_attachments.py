"""The transports a client session has, or wants to have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .messages import ClientMessage, TransportName


@dataclass(frozen=True)
class Wanted:
    """A transport the shell is to have open."""

    attachment: int
    kind: TransportName
    wait_ms: float
    ticket: str = ""


@dataclass
class ClientAttachment:
    """One socket or one poll; times are milliseconds of the session's clock."""

    number: int
    kind: TransportName
    wait_ms: float
    since_ms: float
    ticket: str = ""
    phase: Literal["opening", "open", "asked", "proved"] = "opening"
    hello_epoch: str | None = None
    cursor: int = 0
    carries: int = 0  # a poll's newest message, known when it was asked
    control: list[ClientMessage] = field(default_factory=list)
    # The epoch whose numbers it carries; "" until the server resumed our count on it.
    epoch: str = ""
    proof_by_ms: float | None = None
    proved_ms: float = 0.0
    has_successor: bool = False
    token: int = 0  # of the ping not answered yet, 0 when there is none
    pinged_ms: float = 0.0
    heard_ms: float = 0.0
    said_ms: float = 0.0
    ack_said: int = 0
    packs: set[int] = field(default_factory=set)  # tokens of what a socket is to bring

    @property
    def is_socket(self) -> bool:
        return self.kind == "websocket"

    @property
    def is_proved(self) -> bool:
        return self.phase == "proved"

    @property
    def is_trusted(self) -> bool:
        """A socket neither on trial nor in doubt."""
        return self.is_proved and self.proof_by_ms is None

    @property
    def is_writable(self) -> bool:
        return self.phase not in ("opening", "asked")

    @property
    def is_welcomed(self) -> bool:
        return self.epoch != ""


class ClientAttachments:
    """Numbered from 1, the oldest first. What a removed socket still owed is kept until it was told."""

    def __init__(self) -> None:
        self._all: dict[int, ClientAttachment] = {}
        self._last = 0
        self._lost_packs: list[int] = []

    def __iter__(self) -> Iterator[ClientAttachment]:
        """Over a copy: ends of some may end others."""
        return iter(list(self._all.values()))

    @property
    def sockets(self) -> list[ClientAttachment]:
        return [attachment for attachment in self if attachment.is_socket]

    @property
    def polls(self) -> list[ClientAttachment]:
        return [attachment for attachment in self if not attachment.is_socket]

    def get(self, number: int) -> ClientAttachment | None:
        return self._all.get(number)

    def open(self, kind: TransportName, wait_ms: float, now_ms: float, ticket: str = "") -> None:
        self._last += 1
        self._all[self._last] = ClientAttachment(self._last, kind, wait_ms, now_ms, ticket)

    def remove(self, number: int) -> ClientAttachment | None:
        attachment = self._all.pop(number, None)
        if attachment is not None:
            self._lost_packs += sorted(attachment.packs)
        return attachment

    def drop(self, kind: TransportName) -> None:
        """Nobody is to blame."""
        for attachment in self:
            if attachment.kind == kind:
                self.remove(attachment.number)

    def wanted(self) -> list[Wanted]:
        return [Wanted(a.number, a.kind, a.wait_ms, a.ticket) for a in self]

    def take_lost_packs(self) -> list[int]:
        lost, self._lost_packs = self._lost_packs, []
        return lost
