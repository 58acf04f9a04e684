"""A large message on its way, part by part. Parts are numbered, so they come whole and in order."""

from __future__ import annotations

from .messages import PartBody


class Parts:
    """What came so far of one message."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def add(self, part: PartBody) -> str | None:
        """The whole text with its last part, None before."""
        self._texts.append(part.text)
        if not part.last:
            return None
        whole = "".join(self._texts)
        self._texts.clear()
        return whole
