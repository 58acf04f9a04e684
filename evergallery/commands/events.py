"""What the server tells without being asked: name → body. Shown in docs/commands.md."""

from __future__ import annotations

from msgspec import Struct

from .bodies import EmptyBody, ItemsChangedBody, SettingsBody, StatusBody, ViewChangedBody

EVENTS: dict[str, type[Struct]] = {
    "view_changed": ViewChangedBody,
    "items_changed": ItemsChangedBody,
    "folders_changed": EmptyBody,
    "progress": StatusBody,
    "settings_changed": SettingsBody,
}
