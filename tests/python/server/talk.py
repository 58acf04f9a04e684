"""What a client says, and how a test reads the answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]

SESSION = "s" * 22
OTHER_SESSION = "o" * 22


def hello(
    session: str = SESSION,
    *,
    epoch: str = "",
    transport: str = "http",
    wait_ms: int = 0,
    ack: int = 0,
) -> str:
    body = {
        "version": 1,
        "session": session,
        "epoch": epoch,
        "transport": transport,
        "wait_ms": wait_ms,
    }
    return json.dumps({"type": "hello", "ack": ack, "body": body})


def request(
    number: int, command: str, params: object = None, *, ack: int = 0, key: str = ""
) -> str:
    """The client's message number `number`, with the same request id."""
    body = {"command": command, "params": {} if params is None else params, "key": key}
    return json.dumps({"type": "request", "seq": number, "ack": ack, "id": number, "body": body})


def cancel(number: int, request_id: int) -> str:
    return json.dumps({"type": "cancel", "seq": number, "ack": 0, "id": request_id})


def ping(token: int = 1) -> str:
    return json.dumps({"type": "ping", "ack": 0, "body": {"token": token}})


def pack(token: int, *ids: int) -> str:
    body = {"token": token, "items": [[item_id, "v"] for item_id in ids]}
    return json.dumps({"type": "pack", "ack": 0, "body": body})


def unpack(token: int) -> str:
    return json.dumps({"type": "unpack", "ack": 0, "body": {"token": token}})


def no_welcome(*_: object) -> dict[str, Any]:
    """For a registry whose welcome says nothing beyond the session's own words."""
    return {}


def batch(*texts: str) -> str:
    return f"[{','.join(texts)}]"


def read(answer: str) -> list[Message]:
    messages: list[Message] = json.loads(answer)
    return messages


def kinds(messages: list[Message]) -> list[str]:
    return [message["type"] for message in messages]


def only(messages: list[Message], kind: str) -> Message:
    """The one message of its kind."""
    found = [message for message in messages if message["type"] == kind]
    assert len(found) == 1, messages
    return found[0]


def read_until(receive: Callable[[], str], wanted: Callable[[Message], bool]) -> Message:
    """The first message that is wanted; those before it are passed over."""
    while True:
        message: Message = json.loads(receive())
        if wanted(message):
            return message


def is_event(name: str) -> Callable[[Message], bool]:
    return lambda message: message["type"] == "event" and message["body"]["name"] == name


def answers(request_id: int) -> Callable[[Message], bool]:
    return lambda message: message.get("id") == request_id
