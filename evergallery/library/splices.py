"""The difference between two states of a view, as one splice."""

from __future__ import annotations

from array import array

from .answers import Splice

_BLOCK = 4096
"""Blocks are compared in C; only the first differing one is looked at item by item."""


def splice_between(old: array[int], new: array[int]) -> Splice:
    """What the two have in common at both ends stays; the middle is exchanged."""
    head = _common_start(old, new)
    tail = _common_end(old, new, min(len(old), len(new)) - head)
    return Splice(head, len(old) - head - tail, len(new) - head - tail)


def _common_start(old: array[int], new: array[int]) -> int:
    shorter = min(len(old), len(new))
    at = 0
    while at + _BLOCK <= shorter and old[at : at + _BLOCK] == new[at : at + _BLOCK]:
        at += _BLOCK
    while at < shorter and old[at] == new[at]:
        at += 1
    return at


def _common_end(old: array[int], new: array[int], most: int) -> int:
    """At most `most` items, so that head and tail never overlap."""
    size, olds, news = 0, len(old), len(new)
    while (
        size + _BLOCK <= most
        and old[olds - size - _BLOCK : olds - size] == new[news - size - _BLOCK : news - size]
    ):
        size += _BLOCK
    while size < most and old[olds - size - 1] == new[news - size - 1]:
        size += 1
    return size
