"""What a person typed → conditions. Every word must begin a word of the name or the infotext.

`fox` finds `foxes` and `red_fox.png`; case and accents do not count. Words of scripts that put no
spaces between words (Chinese, Japanese, Thai …) and words without any letter or digit are looked
for anywhere in the text. Nothing a person types is an operator, so nothing is a syntax error.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

_WORDS_MAX = 32
_TEXT_MAX = 1000


class Condition(NamedTuple):
    """SQL for the set of matching ids, and the values of its placeholders."""

    sql: str
    values: tuple[str, ...]


def conditions(text: str) -> list[Condition]:
    """All of them must hold; none for text without words."""
    words = _words(text)
    indexed = [word for word in words if not _needs_reading(word)]
    found = [_contains(word) for word in words if _needs_reading(word)]
    if indexed:
        match = " AND ".join(f'"{_quoted(word)}"*' for word in indexed)
        found.insert(0, Condition("SELECT rowid FROM word WHERE word MATCH ?", (match,)))
    return found


def _words(text: str) -> list[str]:
    """Lone surrogates cannot be bound, control characters cannot be meant."""
    clean = text[:_TEXT_MAX].encode("utf-8", "replace").decode()
    visible = "".join(char if char.isprintable() else " " for char in clean)
    return list(dict.fromkeys(visible.split()))[:_WORDS_MAX]


def _quoted(word: str) -> str:
    return word.replace('"', '""')


def _needs_reading(word: str) -> bool:
    """The word index only knows letters and digits, in runs; `Lo` letters run on for sentences."""
    kinds = [unicodedata.category(char) for char in word]
    return "Lo" in kinds or not any(kind[0] in "LN" for kind in kinds)


def _contains(word: str) -> Condition:
    pattern = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Condition(
        "SELECT id FROM detail WHERE name || char(10) || infotext LIKE ? ESCAPE '\\'",
        (f"%{pattern}%",),
    )
