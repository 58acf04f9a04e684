"""The client session plays the transcripts of tests/vectors, the same that its JavaScript twin plays."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from evergallery.wire.client_session import ClientSession
from evergallery.wire.client_settings import ClientSettings

VECTORS = Path(__file__).parents[2] / "vectors"


def load_replay() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vector_replay", VECTORS / "replay.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REPLAY = load_replay()


@pytest.mark.parametrize("path", REPLAY.scenarios(), ids=lambda path: path.stem)
def test_every_step_of_the_transcript_comes_out_as_written(path: Path) -> None:
    scenario: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for index, outcome in enumerate(REPLAY.outcomes(scenario)):
        step = scenario["steps"][index]
        assert json.loads(json.dumps(outcome)) == step["then"], f"step {index}: {step['call']}"


def test_there_are_transcripts() -> None:
    assert len(REPLAY.scenarios()) >= 10


def test_a_poll_that_was_parked_was_not_silent_meanwhile() -> None:
    session = ClientSession(
        session_id="session-of-22-characters",
        settings=ClientSettings(transport="http_long"),
        random=lambda: 0.0,
    )
    session.connect(0)
    assert session.status()["figures"]["longest_silence_ms"] == 0
    number = session.transports_wanted()[0].attachment
    session.transport_opened(number, 100)
    session.data_to_send(number, 100)
    body = {"version": 1, "epoch": "e", "resumed": True, "nonce": number, "held_ms": 800}
    session.receive_text(number, json.dumps({"type": "welcome", "ack": 0, "body": body}), 1050)
    assert session.status()["figures"]["longest_silence_ms"] == 150
