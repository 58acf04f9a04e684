"""Floor 4: the only place that knows a web UI, Gradio or the command line's server."""

from __future__ import annotations

from .start import start

__all__ = ["start"]
