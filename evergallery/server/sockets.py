"""Whether this server can speak WebSocket at all."""

from __future__ import annotations

from importlib.util import find_spec

# What uvicorn's ws="auto" looks for; a clean Gradio 6 venv has neither, and answers every upgrade with 404.
LIBRARIES = ("websockets", "wsproto")


def can_upgrade() -> bool:
    """Told to the client in its first welcome, so that it does not try in vain."""
    return any(find_spec(name) is not None for name in LIBRARIES)
