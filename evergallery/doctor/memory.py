"""What the doctor learnt about each address, kept for the next time in the person's own data folder."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .examination import Examination
from .words import finding_in_words

FILE_NAME = "evergallery-doctor.json"
MAX_ADDRESSES = 32


def data_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where this system keeps what programs remember for a person."""
    home = Path(environment.get("HOME") or Path.home())
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home) / "evergallery"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "evergallery"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "evergallery"


class Memory:
    """Never raises: what is kept is a convenience. Holds no login and no names of pictures."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of_this_person(cls) -> Memory:
        return cls(data_folder(os.environ) / FILE_NAME)

    def last(self, base: str) -> str:
        """When this address was examined before, and what was found; "" for a new one."""
        kept = self._read().get(base)
        if not isinstance(kept, dict):
            return ""
        return f"Last time, on {kept.get('at')}: {kept.get('finding')}"

    def keep(self, examination: Examination, now: datetime | None = None) -> None:
        """The latest addresses only."""
        if not examination.base:
            return
        at = (now or datetime.now(timezone.utc)).strftime("%Y-%m-%d %H:%M UTC")
        everything = self._read()
        everything.pop(examination.base, None)
        everything[examination.base] = {
            "at": at,
            "finding": finding_in_words(examination.diagnosis.findings[0]),
            "transport": examination.diagnosis.transport,
            "settings": examination.diagnosis.settings,
        }
        self._write(dict(list(everything.items())[-MAX_ADDRESSES:]))

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def _write(self, values: dict[str, Any]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(values, indent=1), encoding="utf-8")
        except OSError:
            pass  # a read-only home: the next examination begins from nothing
