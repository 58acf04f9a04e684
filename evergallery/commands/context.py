"""What a command knows besides its parameters: the library, and which views its session has open."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from evergallery.errors import ViewUnknown
from evergallery.library import Library

# A page shows one view and keeps a few behind it; a client that opens more is not one of ours.
MAX_OPEN_VIEWS = 16


class OpenViews:
    """Keys of the views of one session, the longest unused forgotten first. Safe from any thread."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def add(self, key: str) -> None:
        with self._lock:
            self._keys[key] = None
            self._keys.move_to_end(key)
            while len(self._keys) > MAX_OPEN_VIEWS:
                self._keys.popitem(last=False)

    def use(self, key: str) -> None:
        """Raises ViewUnknown when this session has not opened `key`."""
        with self._lock:
            if key not in self._keys:
                raise ViewUnknown
            self._keys.move_to_end(key)

    def discard(self, key: str) -> None:
        with self._lock:
            self._keys.pop(key, None)

    @property
    def keys(self) -> list[str]:
        with self._lock:
            return list(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def __len__(self) -> int:
        return len(self._keys)


def _ignore(_: str) -> None:
    pass


def _unknown() -> None:
    return None


@dataclass(frozen=True)
class CommandContext:
    """One per session and epoch.

    `on_opened` is told the key of every view that was opened, in the command's thread. `loop_lag_ms` gives how late the
    server's event loop was at worst of late.
    """

    library: Library
    on_opened: Callable[[str], None] = _ignore
    loop_lag_ms: Callable[[], int | None] = _unknown
    views: OpenViews = field(default_factory=OpenViews)
