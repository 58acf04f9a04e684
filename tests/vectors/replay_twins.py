"""Plays a `twin_*.json` through the Python class it names.

A file is `{"class", "kept"?, "steps": [{"call", "args", "then"}]}`: each call in Python's spelling, a property where it
is no method, and what it gave. The JavaScript twin plays the same files (tests/js/wire/twin_vectors.mjs).

`python tests/vectors/replay_twins.py FILE…` writes what Python does now into `then`; read the diff before committing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from evergallery.wire.link_memory import LinkMemory
from evergallery.wire.poll_pace import PollPace
from evergallery.wire.round_trips import RoundTrips

FOLDER = Path(__file__).parent


def assert_as_written(class_name: str) -> None:
    """Plays every file of the class; there must be one."""
    paths = sorted(FOLDER.glob("twin_*.json"))
    files = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in paths}
    twins = {name: twin for name, twin in files.items() if twin["class"] == class_name}
    assert twins
    for name, twin in twins.items():
        for index, outcome in enumerate(outcomes(twin)):
            step = twin["steps"][index]
            assert json.loads(json.dumps(outcome)) == step["then"], f"{name} step {index}: {step}"


def outcomes(twin: dict[str, Any]) -> list[Any]:
    """One `then` per step."""
    made = {
        "LinkMemory": lambda: LinkMemory(twin.get("kept")),
        "PollPace": PollPace,
        "RoundTrips": RoundTrips,
    }[twin["class"]]()
    return [_outcome(made, step) for step in twin["steps"]]


def _outcome(made: Any, step: dict[str, Any]) -> Any:
    member = getattr(made, step["call"])
    return member(*step["args"]) if callable(member) else member


def record(path: Path) -> None:
    twin = json.loads(path.read_text(encoding="utf-8"))
    for step, then in zip(twin["steps"], outcomes(twin), strict=True):
        step["then"] = then
    lines = ",\n    ".join(json.dumps(step) for step in twin["steps"])
    head = json.dumps({key: value for key, value in twin.items() if key != "steps"})
    path.write_text(f'{head[:-1]}, "steps": [\n    {lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record(Path(name))
