"""Plays a link scenario through the Python ClientSession and tells what came out of every step.

A scenario file in this folder is `{"about", "settings", "memory"?, "rtt_hint_ms"?, "steps": [{"call", "args", "now",
"asked"?, "then"}]}`. `call` is a method of the client session in Python's spelling; bytes are written as `{"hex"}`;
`then` is everything a shell would see after it: what is said on which attachment, the events, the transports wanted,
the status and the next deadline, asked for at `asked` where the shell took its time. The JavaScript twin plays the same
files (tests/js/wire/client_session.test.mjs). Randomness is one half, always.

`python tests/vectors/replay.py FILE…` writes what Python does now into `then`; read the diff before you commit it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evergallery.wire import client_events as events
from evergallery.wire.client_session import ClientSession
from evergallery.wire.client_settings import ClientSettings
from evergallery.wire.ladder import Failure

FOLDER = Path(__file__).parent
SESSION_ID = "vector-session-aaaaaaaaaa"
_NAMES = {
    events.ResultReceived: "result",
    events.ErrorReceived: "error",
    events.EventReceived: "event",
    events.Welcomed: "welcome",
    events.Reset: "reset",
    events.Changed: "change",
    events.MemoryChanged: "memory",
    events.PacksLost: "packs_lost",
}


def scenarios() -> list[Path]:
    return sorted(FOLDER.glob("link_*.json"))


def outcomes(scenario: dict[str, Any]) -> list[dict[str, Any]]:
    """One `then` per step."""
    settings = ClientSettings.from_mapping(scenario["settings"])
    session = ClientSession(
        session_id=SESSION_ID,
        settings=settings,
        random=lambda: 0.5,
        memory=scenario.get("memory"),
        rtt_hint_ms=scenario.get("rtt_hint_ms", 0),
    )
    return [_outcome(session, step) for step in scenario["steps"]]


def _outcome(session: ClientSession, step: dict[str, Any]) -> dict[str, Any]:
    now = step["now"]
    args = [_argument(argument) for argument in step.get("args", [])]
    getattr(session, step["call"])(*args, now)
    wanted = session.transports_wanted()
    status = session.status()
    return {
        "said": _said(session, [want.attachment for want in wanted], now),
        "events": [
            {"type": _NAMES[type(event)], **asdict(event)} for event in session.events_received()
        ],
        "wanted": [
            [want.attachment, want.kind, want.wait_ms, *([want.ticket] if want.ticket else [])]
            for want in wanted
        ],
        "status": [status["state"], status["transport"], status["reason"], status["rtt_ms"]],
        "deadline": session.next_deadline(step.get("asked", now)),
    }


def _said(session: ClientSession, numbers: list[int], now: float) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for number in numbers:
        texts = session.data_to_send(number, now)
        if texts:
            said[str(number)] = [json.loads(text) for text in texts]
    return said


def _argument(argument: Any) -> Any:
    """Failures and settings are objects of their own in Python; a message travels as text."""
    if not isinstance(argument, dict):
        return argument
    if "type" in argument:
        return json.dumps(argument)
    if "hex" in argument:
        return bytes.fromhex(argument["hex"])
    if "transport" in argument:
        return ClientSettings.from_mapping(argument)
    if "reason" in argument:
        code, retry_after_ms = argument.get("code", 0), argument.get("retryAfterMs", 0)
        return Failure(argument["reason"], code, retry_after_ms)
    return argument


def record(path: Path) -> None:
    scenario = json.loads(path.read_text(encoding="utf-8"))
    for step, then in zip(scenario["steps"], outcomes(scenario), strict=True):
        step["then"] = then
    lines = ",\n    ".join(json.dumps(step) for step in scenario["steps"])
    head = json.dumps({key: value for key, value in scenario.items() if key != "steps"})
    text = f'{head[:-1]}, "steps": [\n    {lines}\n]}}\n'
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record(Path(name))
