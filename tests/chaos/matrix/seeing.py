"""What the tests of the matrix have in common: who sees what, and on which stacks."""

from __future__ import annotations

import pytest

from tests.browser.gallery_page import GalleryPage
from tests.chaos.stacks import STACKS

POLLS = "*/run/evergallery_poll"
THUMBNAILS = "/evergallery/v1/thumb/*"
PACKS = "/evergallery/v1/pack"

every_stack = pytest.mark.parametrize("server", STACKS, indirect=True)
"""A web UI's own queue socket dies with ours: these rows hold on its Gradio as well."""


def shows_all(gallery: GalleryPage, ids: list[int]) -> bool:
    """Every picture once, in the server's order, from the first to the last."""
    return gallery.scroll_through() == ids


def away_s(gallery: GalleryPage, transport: str) -> list[float]:
    """How long each time that the chip did not say `transport`, once it had."""
    gone_ms, lengths = None, []
    entries = gallery.timeline()
    first = next(at for at, entry in enumerate(entries) if entry["transport"] == transport)
    for entry in entries[first:]:
        if entry["transport"] != transport and gone_ms is None:
            gone_ms = entry["ms"]
        elif entry["transport"] == transport and gone_ms is not None:
            lengths.append((entry["ms"] - gone_ms) / 1000)
            gone_ms = None
    return lengths
