"""What HTTP carries: polls, waiting, size, pieces. Each probe ends in an outcome and raises nothing."""

from __future__ import annotations

import json
import secrets
import statistics
from collections.abc import Callable

from evergallery.errors import WireError
from evergallery.wire.messages import (
    VERSION,
    Bye,
    Hello,
    HelloBody,
    TransportName,
    Welcome,
    decode_batch,
    decode_server,
    encode,
    encode_batch,
)

from .address import PROBE_PATH
from .answers import result_of
from .outcomes import Outcome, Result
from .visitor import NoAnswer, Reply, Visitor

ROUND_TRIPS = 8
BULK_KIB = 512
CHUNKS = 5
# 200 ms apart: whoever gets them within half of that got them in one.
LUMP_MS = 400
PARK_GRACE_S = 8.0

# As in javascript/evergallery/io/gradio_call.mjs: Gradio 3 and 4 at the root, 5 and 6 under this.
_PREFIXES = ("gradio_api/", "")
_SESSION_HASH = "evergallery"
# "There is nothing here by that name": Gradio 3 says 500 to an unknown one.
_WRONG_ADDRESS = (404, 405, 500)

_RESULT_OF_BYE: dict[str, Result] = {
    "not_allowed": "login",
    "wrong_origin": "origin",
    "server_full": "busy",
}


def poll(visitor: Visitor, base: str) -> Outcome:
    """A first poll, by the same hidden Gradio endpoint the gallery uses."""

    def ask() -> Outcome:
        batch = encode_batch([hello("http")])
        body = {"data": [batch], "session_hash": _SESSION_HASH}
        for prefix in _PREFIXES:
            reply = visitor.post(f"{base}{prefix}run/evergallery_poll", json=body)
            if reply.answer.status not in _WRONG_ADDRESS:
                break
        return _outcome("poll", reply, _result_of_poll(reply))

    return _tried("poll", ask)


def round_trip(visitor: Visitor, base: str) -> Outcome:
    """The median of some small questions on a connection that is open already."""

    def ask() -> Outcome:
        replies = [visitor.get(base + PROBE_PATH) for _ in range(ROUND_TRIPS + 1)][1:]
        middle_ms = round(statistics.median(reply.ms for reply in replies))
        last = replies[-1].answer
        return Outcome("round_trip_http", result_of(last), middle_ms, last.status, last.by)

    return _tried("round_trip_http", ask)


def bulk(visitor: Visitor, base: str) -> Outcome:
    """The largest answer the gallery ever gives."""

    def ask() -> Outcome:
        reply = visitor.get(base + PROBE_PATH, within_s=15, bytes=BULK_KIB * 1024)
        is_whole = len(reply.body) == BULK_KIB * 1024
        result = result_of(reply.answer)
        return _outcome("bulk_512", reply, "cut" if result == "ok" and not is_whole else result)

    return _tried("bulk_512", ask)


def buffering(visitor: Visitor, base: str) -> Outcome:
    """Whether pieces come when they are sent; `ms` is the time from the first to the last."""

    def ask() -> Outcome:
        answer, times_ms = visitor.arrivals_ms(base + PROBE_PATH, chunks=CHUNKS)
        result = result_of(answer)
        spread_ms = times_ms[-1] if times_ms else 0
        if result == "ok" and spread_ms < LUMP_MS:
            result = "lumps"
        return Outcome("buffering", result, spread_ms, answer.status, answer.by)

    return _tried("buffering", ask)


def parked(visitor: Visitor, base: str, hold_s: int) -> Outcome:
    """An answer that comes after `hold_s` seconds; otherwise `ms` is when it was cut."""
    name = f"parked_{hold_s}"

    def ask() -> Outcome:
        reply = visitor.get(base + PROBE_PATH, within_s=hold_s + PARK_GRACE_S, wait_s=hold_s)
        result = result_of(reply.answer)
        return _outcome(name, reply, "cut" if result in ("gateway", "page") else result)

    return _tried(name, ask)


def hello(transport: TransportName) -> str:
    """Of a session that nobody comes back to."""
    body = HelloBody(
        version=VERSION, session=secrets.token_urlsafe(16), epoch="", transport=transport
    )
    return encode(Hello(ack=0, body=body))


def _result_of_poll(reply: Reply) -> Result:
    """Gradio's routes carry no mark of ours: what makes an answer ours is a message of ours in it."""
    if reply.answer.status >= 400:
        result = result_of(reply.answer)
        return "refused" if result == "missing" else result
    try:
        first = decode_server(decode_batch(json.loads(reply.body)["data"][0])[0])
    except (ValueError, LookupError, TypeError, WireError):
        result = result_of(reply.answer)
        return "garbled" if result == "missing" else result
    if isinstance(first, Bye):
        return _RESULT_OF_BYE.get(first.body.code, "refused")
    return "ok" if isinstance(first, Welcome) else "garbled"


def _outcome(probe: str, reply: Reply, result: Result) -> Outcome:
    return Outcome(probe, result, reply.ms, reply.answer.status, reply.answer.by)


def _tried(probe: str, ask: Callable[[], Outcome]) -> Outcome:
    try:
        return ask()
    except NoAnswer as error:
        return Outcome(probe, error.result, error.ms)
