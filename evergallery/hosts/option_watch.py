"""Being told when one of the host's own options changes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from .callback import safe


class OptionWatch:
    """Chains `on_change` behind the options' own `onchange`, and takes it out again on stop."""

    def __init__(self, opts: Any, names: Sequence[str], on_change: Callable[[], None]) -> None:
        self._opts = opts
        self._names = names
        self._on_change = safe("taking over a folder", on_change)
        self._before: dict[str, Any] = {}

    def start(self) -> None:
        for name in self._names:
            info = self._opts.data_labels.get(name)
            if info is not None and name not in self._before:
                self._before[name] = info.onchange
                info.onchange = functools.partial(_both, info.onchange, self._on_change)

    def stop(self) -> None:
        for name, before in self._before.items():
            self._opts.data_labels[name].onchange = before
        self._before.clear()


def _both(first: Callable[[], Any] | None, then: Callable[[], Any]) -> None:
    """The host's own comes first and may raise: then the host takes the change back."""
    if first is not None:
        first()
    then()
