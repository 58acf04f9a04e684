"""File names: as stored, as shown, and as sorted."""

from __future__ import annotations

import os
import re

_DIGITS = re.compile(r"(\d+)", re.ASCII)
_LONGEST_KEY = 300
_LONGEST_NUMBER = 99


def stored(name: str) -> bytes:
    """The bytes the file system knows; a name need not be UTF-8."""
    return os.fsencode(name)


def from_stored(raw: bytes) -> str:
    """Back from the index to what `open` takes."""
    return os.fsdecode(raw)


def shown(name: str) -> str:
    """Text that can travel as JSON: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def sort_key(name: str) -> str:
    """Orders as a person would: case is ignored and numbers count (`a2` before `a10`).

    Each run of digits is led by its length in two digits, so that plain text comparison compares
    values. Bounded, because the key is stored and indexed.
    """
    pieces = _DIGITS.split(shown(name)[:_LONGEST_KEY].casefold())
    pieces[1::2] = [_number_key(digits) for digits in pieces[1::2]]
    return "".join(pieces)


def _number_key(digits: str) -> str:
    value = digits.lstrip("0")[:_LONGEST_NUMBER] or "0"
    return f"{len(value):02d}{value}"
