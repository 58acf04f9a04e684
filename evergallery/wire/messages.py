"""The messages both transports carry, and nothing else.

One envelope, JSON text: `{type, seq?, ack, id?, body?}`. `seq` numbers what must arrive exactly once, from 1 in each
direction; control messages have none. `ack` is the last number received in order. docs/protocol.md shows
every message; tests/vectors holds transcripts that both languages run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from evergallery.errors import WireError

VERSION = 1

# One frame stays below what proxies pass (link.md: frames <= 64 KiB), one poll below 512 KiB.
MAX_MESSAGE_BYTES = 64 * 1024
MAX_BATCH_BYTES = 512 * 1024
MAX_BATCH_MESSAGES = 64

# A body larger than this travels as parts, each of PART_CHARS characters at most. A character takes four bytes at most
# and a quote or backslash two, so a part stays below a frame's 64 KiB whatever it holds.
PART_OVER_BYTES = 32 * 1024
PART_CHARS = 15_000
MAX_PACK_ITEMS = 128

# JavaScript counts exactly up to 2**53.
Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Seq = Annotated[int, Meta(ge=1, le=2**53 - 1)]
SessionId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22,64}$")]
Epoch = Annotated[str, Meta(max_length=64)]
Key = Annotated[str, Meta(max_length=64)]
Version = Annotated[str, Meta(max_length=64)]
TransportName = Literal["websocket", "http"]


class HelloBody(Struct, frozen=True):
    """`wait_ms`: how long a poll may be parked when there is nothing to say; 0 on a socket.

    `nonce` is repeated by the welcome: an answer that names another one was kept by a cache on the way.
    """

    version: int
    session: SessionId
    epoch: Epoch
    transport: TransportName
    wait_ms: Annotated[int, Meta(ge=0, le=60_000)] = 0
    nonce: Number = 0


class WelcomeBody(Struct, frozen=True):
    """`held_ms`: how long the server kept a poll parked, so that the client can tell waiting from distance.

    `ticket` lets one socket in where a browser sends it no credentials; "" where there is none to give. `user_tag`
    tells one login's kept pictures from another's, without naming anybody.
    """

    version: int
    epoch: Epoch
    resumed: bool
    nonce: Number = 0
    held_ms: Number = 0
    sockets: bool = True
    ticket: str = ""
    library: str = ""
    user_tag: str = ""
    settings: dict[str, Any] = {}


class TokenBody(Struct, frozen=True):
    token: Number


class ByeBody(Struct, frozen=True):
    code: str
    message: str


class CallBody(Struct, frozen=True):
    """`key` names an action, so that it is done once however often it is said; "" for a question."""

    command: Annotated[str, Meta(max_length=64)]
    params: dict[str, Any] = {}
    key: Key = ""


class PackBody(Struct, frozen=True):
    """Thumbnails wanted as binary frames: (id, version) each, the most wanted first."""

    token: Seq
    items: Annotated[list[tuple[Seq, Version]], Meta(min_length=1, max_length=MAX_PACK_ITEMS)]


class PartBody(Struct, frozen=True):
    """A slice of a message's JSON text; the text is whole with the `last` one."""

    text: str
    last: bool


class ErrorBody(Struct, frozen=True):
    code: str
    message: str


class EventBody(Struct, frozen=True):
    name: str
    data: Any = None


class Hello(Struct, frozen=True, tag_field="type", tag="hello"):
    ack: Number
    body: HelloBody


class Welcome(Struct, frozen=True, tag_field="type", tag="welcome"):
    ack: Number
    body: WelcomeBody


class Ping(Struct, frozen=True, tag_field="type", tag="ping"):
    ack: Number
    body: TokenBody


class Pong(Struct, frozen=True, tag_field="type", tag="pong"):
    ack: Number
    body: TokenBody


class Ack(Struct, frozen=True, tag_field="type", tag="ack"):
    ack: Number


class Bye(Struct, frozen=True, tag_field="type", tag="bye"):
    ack: Number
    body: ByeBody


class Request(Struct, frozen=True, tag_field="type", tag="request"):
    seq: Seq
    ack: Number
    id: Seq
    body: CallBody


class Cancel(Struct, frozen=True, tag_field="type", tag="cancel"):
    seq: Seq
    ack: Number
    id: Seq


class Pack(Struct, frozen=True, tag_field="type", tag="pack"):
    ack: Number
    body: PackBody


class Unpack(Struct, frozen=True, tag_field="type", tag="unpack"):
    ack: Number
    body: TokenBody


class Result(Struct, frozen=True, tag_field="type", tag="result"):
    seq: Seq
    ack: Number
    id: Seq
    body: Any = None


class Error(Struct, frozen=True, tag_field="type", tag="error"):
    seq: Seq
    ack: Number
    id: Seq
    body: ErrorBody


class Event(Struct, frozen=True, tag_field="type", tag="event"):
    seq: Seq
    ack: Number
    body: EventBody


class Part(Struct, frozen=True, tag_field="type", tag="part"):
    seq: Seq
    ack: Number
    body: PartBody


ClientMessage = Hello | Ping | Pong | Ack | Bye | Request | Cancel | Pack | Unpack
ServerMessage = Welcome | Ping | Pong | Ack | Bye | Result | Error | Event | Part
Message = ClientMessage | ServerMessage
Sequenced = Request | Cancel | Result | Error | Event | Part

Decoded = TypeVar("Decoded")

_encoder = msgspec.json.Encoder()
_client_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_server_decoder: msgspec.json.Decoder[ServerMessage] = msgspec.json.Decoder(ServerMessage)
_batch_decoder = msgspec.json.Decoder(list[msgspec.Raw])


def encode(message: Message) -> str:
    return _encoder.encode(message).decode()


def decode_client(text: str) -> ClientMessage:
    """What a client may say. Raises WireError."""
    return _decode(_client_decoder, text)


def decode_server(text: str) -> ServerMessage:
    """What a server may say. Raises WireError."""
    return _decode(_server_decoder, text)


def read_hello(text: str) -> Hello:
    """The first message of an attachment, from which a shell finds the session. Raises WireError."""
    message = decode_client(text)
    if not isinstance(message, Hello):
        raise WireError("The conversation did not begin with a hello.")
    return message


def parts_of(text: str) -> list[PartBody]:
    """The text of a large message, cut where a frame allows it. Cuts between code points, never inside one."""
    starts = range(0, len(text), PART_CHARS)
    return [
        PartBody(text[start : start + PART_CHARS], last=start + PART_CHARS >= len(text))
        for start in starts
    ]


def encode_batch(texts: Sequence[str]) -> str:
    """A poll's body or answer: a JSON array of messages that are JSON already."""
    return "[" + ",".join(texts) + "]"


def decode_batch(text: str) -> list[str]:
    """The texts of a poll's messages, at most 64 in 512 KiB. Raises WireError."""
    if _size(text) > MAX_BATCH_BYTES:
        raise WireError("The poll was larger than allowed.")
    try:
        parts = _batch_decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise WireError from None
    if not 1 <= len(parts) <= MAX_BATCH_MESSAGES:
        raise WireError("The poll held no messages, or too many.")
    return [bytes(part).decode() for part in parts]


def _decode(decoder: msgspec.json.Decoder[Decoded], text: str) -> Decoded:
    """The validator's own words stay inside: they quote what the peer sent."""
    try:
        return decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise WireError from None


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
