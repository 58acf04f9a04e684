"""The one logger name, so that a user can turn Evergallery's lines up or down as a whole."""

from __future__ import annotations

import logging

NAME = "evergallery"


def get_logger(area: str = "") -> logging.Logger:
    """Logger `evergallery` or `evergallery.<area>`; handlers and levels are the host's affair."""
    return logging.getLogger(f"{NAME}.{area}" if area else NAME)
