"""Puts settings into an `evergallery.toml` that a person wrote, and touches nothing else in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evergallery.errors import SettingsInvalid

_TABLE = re.compile(r"^\s*\[")
_SETTINGS = re.compile(r"^\s*\[\s*settings\s*\]\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z_]+)\s*=")


def save(path: Path, values: Mapping[str, Any]) -> None:
    """Into the file, made where there is none. Raises SettingsInvalid when it cannot be written."""
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(with_settings(text, values), encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise SettingsInvalid(f"{path.name} cannot be written there.") from error


def with_settings(text: str, values: Mapping[str, Any]) -> str:
    """`text` with these keys in its `[settings]`: in their old place, else right below the heading."""
    if not values:
        return text
    lines = text.splitlines()
    heading = next((n for n, line in enumerate(lines) if _SETTINGS.match(line)), None)
    if heading is None:
        lines += [*([""] if lines else []), "[settings]"]
        heading = len(lines) - 1
    begin = heading + 1
    end = next((n for n in range(begin, len(lines)) if _TABLE.match(lines[n])), len(lines))
    lines[begin:end] = _replaced(lines[begin:end], values)
    return "\n".join(lines) + "\n"


def _replaced(lines: list[str], values: Mapping[str, Any]) -> list[str]:
    missing = dict(values)
    kept = []
    for line in lines:
        key = match[1] if (match := _KEY.match(line)) else ""
        kept.append(_line(key, missing.pop(key)) if key in missing else line)
    return [_line(key, value) for key, value in missing.items()] + kept


def _line(key: str, value: Any) -> str:
    """JSON writes texts, whole numbers and true/false as TOML does."""
    return f"{key} = {json.dumps(value)}"
