"""tests/vectors/diagnosis.json, which the browser plays as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parents[2] / "vectors"
DIAGNOSIS: dict[str, Any] = json.loads((_FOLDER / "diagnosis.json").read_text(encoding="utf-8"))
LINES: list[dict[str, Any]] = json.loads(
    (_FOLDER / "server_lines.json").read_text(encoding="utf-8")
)


def named(entry: dict[str, Any]) -> str:
    return str(entry["name"])
