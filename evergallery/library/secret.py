"""A number only this server knows, so that what it derives from a name cannot be found by trying names."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from evergallery.log import get_logger

SECRET_BYTES = 32
_OWNER_ONLY = 0o600

_log = get_logger("library")


def kept_secret(file: Path) -> bytes:
    """The one in `file`, made the first time. Where it cannot be kept it is another one after each start."""
    try:
        secret = file.read_bytes()
    except OSError:
        secret = b""
    if len(secret) == SECRET_BYTES:
        return secret
    fresh = secrets.token_bytes(SECRET_BYTES)
    try:
        _keep(file, fresh)
    except OSError as error:
        _log.warning("A secret for this gallery could not be kept: %s.", error.strerror)
    return fresh


def _keep(file: Path, secret: bytes) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb"
    ) as writing:
        writing.write(secret)
    part.replace(file)
