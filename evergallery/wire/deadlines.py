"""Named points in time. A core keeps many; its shell needs only the next one."""

from __future__ import annotations


class Deadlines:
    """At most one point in time per name, in milliseconds of whatever clock the shell passes in."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def set(self, name: str, at_ms: float) -> None:
        self._at[name] = at_ms

    def clear(self, *names: str) -> None:
        for name in names:
            self._at.pop(name, None)

    def clear_all(self) -> None:
        self._at.clear()

    def get(self, name: str) -> float | None:
        return self._at.get(name)

    def next(self) -> float | None:
        return min(self._at.values(), default=None)

    def take_due(self, now_ms: float) -> list[str]:
        """The names whose time has come, earliest first; they are forgotten."""
        due = sorted((at, name) for name, at in self._at.items() if at <= now_ms)
        for _, name in due:
            del self._at[name]
        return [name for _, name in due]
