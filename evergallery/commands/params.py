"""Kinds of parameters that several commands share, with their bounds."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

# JavaScript counts exactly up to 2**53.
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Id = Annotated[int, Meta(ge=1, le=2**53 - 1)]
ViewKey = Annotated[str, Meta(min_length=1, max_length=128)]

# 240 rows are about 30 KB: one frame, several screens.
Limit = Annotated[int, Meta(ge=1, le=240)]
ItemVersion = Annotated[str, Meta(max_length=64)]
# What the client has already; see fingerprints.py. One of another make is merely not the same.
Known = Annotated[str, Meta(max_length=64)]
Words = Annotated[str, Meta(max_length=1000)]


class NoParams(Struct, frozen=True):
    """The command needs to know nothing."""
