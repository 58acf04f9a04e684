"""What a client session tells the program above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .messages import Error, Event, Result


@dataclass(frozen=True)
class ResultReceived:
    id: int
    body: Any


@dataclass(frozen=True)
class ErrorReceived:
    id: int
    code: str
    message: str


@dataclass(frozen=True)
class EventReceived:
    name: str
    data: Any


@dataclass(frozen=True)
class Welcomed:
    """The server told who it is; `settings` are the host's, for the whole client."""

    epoch: str
    library: str
    user_tag: str
    settings: dict[str, Any]


@dataclass(frozen=True)
class Reset:
    """The server remembers nothing of us. Outstanding requests are on their way again; views must be reopened."""

    epoch: str


@dataclass(frozen=True)
class Changed:
    """State, transport shown or reason are different now."""

    state: str
    transport: str
    reason: str


@dataclass(frozen=True)
class MemoryChanged:
    """Something was learnt that should outlive the page."""

    memory: dict[str, Any]


@dataclass(frozen=True)
class PacksLost:
    """The socket that was to bring these packs is gone; what is missing is asked for elsewhere."""

    tokens: list[int]


ClientEvent = (
    ResultReceived
    | ErrorReceived
    | EventReceived
    | Welcomed
    | Reset
    | Changed
    | MemoryChanged
    | PacksLost
)


def answer_of(message: Result | Error) -> ResultReceived | ErrorReceived:
    if isinstance(message, Result):
        return ResultReceived(message.id, message.body)
    return ErrorReceived(message.id, message.body.code, message.body.message)


def event_of(message: Event) -> EventReceived:
    return EventReceived(message.body.name, message.body.data)
