"""What a WebSocket carries. Each probe ends in an outcome and raises nothing."""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from evergallery.errors import WireError
from evergallery.wire.messages import (
    Bye,
    ByeBody,
    Ping,
    Pong,
    TokenBody,
    Welcome,
    decode_server,
    encode,
)

from .address import PROBE_PATH
from .http_probes import hello
from .outcomes import Outcome, Result
from .visitor import NoAnswer, Visitor, by_of

SOCKET_PATH = "evergallery/v1/socket"
REPLY_S = 4.0
TURNED_AWAY_WITHIN_S = 0.5
ECHOES = 8
_CLOSED_FOR: dict[int, Result] = {4401: "login", 4403: "origin", 1013: "busy"}


def upgrade(visitor: Visitor, base: str) -> Outcome:
    """The handshake alone. It goes to our probe, which tells a stripped one from a refused one."""
    begun = time.monotonic()
    opened_ms: list[int] = []

    def listen(socket: ClientConnection) -> Result:
        """Our server opens even for whom it then turns away, to say why."""
        opened_ms.append(_ms_since(begun))
        try:
            socket.recv(timeout=TURNED_AWAY_WITHIN_S)
        except TimeoutError:
            pass
        return "ok"

    outcome = _on_socket("upgrade", visitor, base + PROBE_PATH, listen)
    return replace(outcome, ms=opened_ms[0]) if opened_ms else outcome


def welcome(visitor: Visitor, base: str) -> Outcome:
    """What the gallery asks of a socket before it trusts it: a welcome, then a pong."""
    return _on_socket("welcome", visitor, base + SOCKET_PATH, _greeted)


def frame(visitor: Visitor, base: str, kib: int) -> Outcome:
    """A frame there and back, as text and as bytes."""

    def echo(socket: ClientConnection) -> Result:
        data = secrets.token_bytes(kib * 512)
        for sent in (data.hex(), data + data):
            socket.send(sent)
            if socket.recv(timeout=REPLY_S) != sent:
                return "garbled"
        return "ok"

    return _on_socket(f"frame_{kib}", visitor, base + PROBE_PATH, echo)


def round_trip(visitor: Visitor, base: str) -> Outcome:
    """The median of some small frames."""
    times_ms: list[float] = []

    def echo(socket: ClientConnection) -> Result:
        for number in range(ECHOES):
            begun = time.monotonic()
            socket.send(str(number))
            socket.recv(timeout=REPLY_S)
            times_ms.append((time.monotonic() - begun) * 1000)
        return "ok"

    outcome = _on_socket("round_trip_socket", visitor, base + PROBE_PATH, echo)
    if not outcome.is_ok:
        return outcome
    return Outcome("round_trip_socket", "ok", round(statistics.median(times_ms)))


def idle(visitor: Visitor, base: str, hold_s: int) -> Outcome:
    """A socket nobody speaks on, and whether it still carries something afterwards. The server's own protocol
    pings, every 20 s, go on as they do for the gallery: what is measured is what a page would see.
    """

    def hold(socket: ClientConnection) -> Result:
        try:
            socket.recv(timeout=hold_s)
        except TimeoutError:
            pass
        socket.send("still there?")
        return "ok" if socket.recv(timeout=REPLY_S) == "still there?" else "garbled"

    outcome = _on_socket(f"idle_{hold_s}", visitor, base + PROBE_PATH, hold)
    return outcome if outcome.result in ("ok", "cut", "silent") else _not_tried(outcome)


def _not_tried(outcome: Outcome) -> Outcome:
    """A socket that did not open says nothing about silence; the upgrade's own row says the rest."""
    return Outcome(outcome.probe, "skipped")


def _greeted(socket: ClientConnection) -> Result:
    socket.send(hello("websocket"))
    try:
        first = decode_server(str(socket.recv(timeout=REPLY_S)))
        if not isinstance(first, Welcome):
            return "refused" if isinstance(first, Bye) else "garbled"
        socket.send(encode(Ping(ack=0, body=TokenBody(7))))
        while not isinstance(decode_server(str(socket.recv(timeout=REPLY_S))), Pong):
            pass
    except WireError:
        return "garbled"
    socket.send(encode(Bye(ack=0, body=ByeBody("bye", ""))))
    return "ok"


def _on_socket(
    probe: str, visitor: Visitor, url: str, converse: Callable[[ClientConnection], Result]
) -> Outcome:
    begun = time.monotonic()
    try:
        with visitor.socket(url) as socket:
            result = _ended(converse, socket)
            return Outcome(probe, result, _ms_since(begun), by=by_of(socket))
    except NoAnswer as error:
        answer = error.answer
        status, by = (answer.status, answer.by) if answer else (0, "")
        return Outcome(probe, error.result, error.ms, status, by)


def _ended(converse: Callable[[ClientConnection], Result], socket: ClientConnection) -> Result:
    try:
        return converse(socket)
    except TimeoutError:
        return "silent"
    except ConnectionClosed as error:
        code = error.rcvd.code if error.rcvd else 0
        return _CLOSED_FOR.get(code, "cut")


def _ms_since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
