"""What a person may set, in one table: hosts build their settings page from it, standalone its
`evergallery.toml`, docs/settings.md is tested against it.

Keys are the field names of `Settings`; hosts prefix them with `evergallery_`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from .errors import SettingsInvalid

PREFIX = "evergallery_"

TRANSPORTS: dict[str, str] = {
    "auto": "Auto",
    "websocket": "WebSocket only",
    "http_long": "HTTP long poll",
    "http_short": "HTTP short poll",
}


@dataclass(frozen=True)
class Settings:
    """One consistent set of values; units are in the names."""

    transport: str = "auto"
    connect_timeout_ms: int = 2500
    heartbeat_ms: int = 25_000
    stall_ms: int = 35_000
    retry_limit: int = 0
    poll_wait_ms: int = 20_000
    thumbnail_packs: bool = True
    browser_cache_mb: int = 200
    extra_folders: tuple[str, ...] = ()
    thumbnail_px: int = 320
    read_only: bool = True

    def for_client(self) -> dict[str, Any]:
        """The part the browser needs; folders stay on the server."""
        hidden = {"extra_folders"}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in hidden}


@dataclass(frozen=True)
class SettingSpec:
    """How one field of `Settings` is shown, and which values it takes.

    `minimum`/`maximum` are inclusive and in the unit of the name; `choices` maps value to label.
    """

    name: str
    label: str
    help: str
    choices: Mapping[str, str] | None = None
    minimum: int = 0
    maximum: int = 0


SPECS: tuple[SettingSpec, ...] = (
    SettingSpec(
        "transport",
        "Connection",
        "How the gallery talks to the server. Auto uses a WebSocket where it works and polls over HTTP elsewhere.",
        choices=TRANSPORTS,
    ),
    SettingSpec(
        "connect_timeout_ms",
        "Connect timeout (ms)",
        "How long a WebSocket may take to open and answer before it is given up.",
        minimum=500,
        maximum=30_000,
    ),
    SettingSpec(
        "heartbeat_ms",
        "Heartbeat (ms)",
        "After this much silence a sign of life is sent, so that no proxy takes the connection for idle.",
        minimum=1_000,
        maximum=240_000,
    ),
    SettingSpec(
        "stall_ms",
        "Stall timeout (ms)",
        "After this much silence from the server an idle WebSocket is checked over HTTP.",
        minimum=3_000,
        maximum=300_000,
    ),
    SettingSpec(
        "retry_limit",
        "Retry limit",
        "How many times a lost connection is tried again before the gallery waits for a click; 0 means for ever.",
        minimum=0,
        maximum=1_000,
    ),
    SettingSpec(
        "poll_wait_ms",
        "Longest waiting request (ms)",
        "How long a long poll may wait for news before it is asked anew. Shorter where a proxy cuts waiting requests.",
        minimum=0,
        maximum=55_000,
    ),
    SettingSpec(
        "thumbnail_packs",
        "Thumbnails in packs",
        "Send the thumbnails of a screen together. Switch it off where a proxy spoils binary answers.",
    ),
    SettingSpec(
        "browser_cache_mb",
        "Browser cache (MB)",
        "How much of thumbnails and listings each browser keeps, for quick visits and for times without a server; 0 "
        "keeps nothing.",
        minimum=0,
        maximum=10_000,
    ),
    SettingSpec(
        "extra_folders",
        "Extra folders",
        "More folders to show, one per line, absolute or relative to the web UI's data folder.",
    ),
    SettingSpec(
        "thumbnail_px",
        "Thumbnail size (px)",
        "Length of a thumbnail's shorter side. Larger is sharper on dense screens and takes more disk space.",
        minimum=128,
        maximum=1024,
    ),
    SettingSpec(
        "read_only",
        "Read-only",
        "Never change, move or delete a file. This version only reads; the setting holds for later ones too.",
    ),
)


def with_values(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """`settings` with `values` taken over.

    Raises SettingsInvalid naming the first key that is unknown or has a value out of bounds.
    """
    checked = {name: _checked(name, value) for name, value in values.items()}
    return replace(settings, **checked)


def lenient(values: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Settings from a host's options: what cannot be used keeps its default and is named in words."""
    settings, complaints = Settings(), []
    for name, value in values.items():
        try:
            settings = with_values(settings, {name: value})
        except SettingsInvalid as error:
            complaints.append(error.message)
    return settings, complaints


def spec_of(name: str) -> SettingSpec:
    for spec in SPECS:
        if spec.name == name:
            return spec
    raise SettingsInvalid(f"There is no setting called {name!r}.")


def _checked(name: str, value: Any) -> Any:
    spec = spec_of(name)
    default = getattr(Settings(), name)
    if spec.choices is not None:
        return _choice(spec, value)
    if isinstance(default, bool):
        return _boolean(spec, value)
    if isinstance(default, tuple):
        return _lines(spec, value)
    return _bounded(spec, value)


def _choice(spec: SettingSpec, value: Any) -> str:
    """Hosts hand back the label they showed, files the value: both are understood."""
    choices = spec.choices or {}
    for key, label in choices.items():
        if value in (key, label):
            return key
    raise SettingsInvalid(f"{spec.label} must be one of {', '.join(choices)}.")


def _boolean(spec: SettingSpec, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise SettingsInvalid(f"{spec.label} must be true or false.")


def _lines(spec: SettingSpec, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.splitlines()
    if isinstance(value, (list, tuple)) and all(isinstance(line, str) for line in value):
        return tuple(line.strip() for line in value if line.strip())
    raise SettingsInvalid(f"{spec.label} must be text, one entry per line.")


def _bounded(spec: SettingSpec, value: Any) -> int:
    """Sliders of Gradio hand back floats for whole numbers."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise SettingsInvalid(f"{spec.label} must be a whole number.")
    if not spec.minimum <= value <= spec.maximum:
        raise SettingsInvalid(f"{spec.label} must lie between {spec.minimum} and {spec.maximum}.")
    return value
