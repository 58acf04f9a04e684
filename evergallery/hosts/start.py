"""The one entry for scripts/evergallery_main.py, called at every load and reload of the web UI."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from evergallery.log import get_logger

from .callback import report, safe
from .extension_root import extension_root

_RUNNING = "_evergallery_host"
"""Attribute of the host's `modules.shared` that holds the host object: it lives as long as the process."""

_log = get_logger("host")


def start(script: str) -> None:
    """Put the gallery into the web UI that executes `script`. Never raises."""
    try:
        _start(script)
    except Exception as error:  # a web UI that does not start would be our fault
        report("starting", error)


def _start(script: str) -> None:
    if _is_second_copy(script):
        _log.error(
            "Evergallery: two copies are installed; %s is in use, %s is left alone. Please remove one.",
            extension_root(),
            _root_of(script),
        )
        return
    from .detect import detect

    host = detect()
    if host is None:
        _log.error("Evergallery: no web UI is known here; the gallery stays away.")
        return
    _replace_running(host)


def _replace_running(host: Any) -> None:
    """A host that lost its callbacks without being stopped must not go on watching folders."""
    from modules import shared

    before = getattr(shared, _RUNNING, None)
    if before is not None:
        safe("stopping its former self", before.stop)()
    setattr(shared, _RUNNING, host)
    host.start()


def _is_second_copy(script: str) -> bool:
    """Python keeps the package it loaded first, whichever copy's script asks for it."""
    return _root_of(script) != extension_root()


def _root_of(script: str) -> Path:
    return Path(os.path.realpath(script)).parents[1]
