"""The part of the settings that concerns the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ClientSettings:
    """What they mean is in evergallery/settings.py; milliseconds."""

    transport: str = "auto"
    connect_timeout_ms: float = 2_500
    heartbeat_ms: float = 25_000
    stall_ms: float = 35_000
    retry_limit: int = 0
    poll_wait_ms: float = 20_000

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> ClientSettings:
        """Unknown keys are other layers' affair."""
        return cls(**{key: values[key] for key in cls.__dataclass_fields__ if key in values})
