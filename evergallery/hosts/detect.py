"""Which web UI are we in: by what its `modules` offer, never by its name or version."""

from __future__ import annotations

import importlib.util

from .base import Host


def detect() -> Host | None:
    """The host around us, or None where there is no `modules.script_callbacks`.

    SD.Next is known by `paths.resolve_output_path` (bases for its folders) or the folder of its Control
    tab; everything else with A1111's callbacks is A1111 or a fork of it.
    """
    if not _has_callbacks():
        return None
    from modules import paths, shared

    if hasattr(paths, "resolve_output_path") or "outdir_control_samples" in shared.opts.data_labels:
        from .sdnext import SdNextHost

        return SdNextHost()
    from .a1111 import A1111Host

    return A1111Host()


def _has_callbacks() -> bool:
    try:
        return importlib.util.find_spec("modules.script_callbacks") is not None
    except (ImportError, ValueError):  # no `modules` at all, or one that is no package
        return False
