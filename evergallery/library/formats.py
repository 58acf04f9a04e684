"""Which files are items: extension → media type and kind."""

from __future__ import annotations

import os
from typing import NamedTuple


class Format(NamedTuple):
    """`kind` is "image" or "video"; a video has no thumbnail."""

    media_type: str
    kind: str


FORMATS: dict[str, Format] = {
    ".png": Format("image/png", "image"),
    ".jpg": Format("image/jpeg", "image"),
    ".jpeg": Format("image/jpeg", "image"),
    ".webp": Format("image/webp", "image"),
    ".avif": Format("image/avif", "image"),
    ".gif": Format("image/gif", "image"),
    ".bmp": Format("image/bmp", "image"),
    ".tif": Format("image/tiff", "image"),
    ".tiff": Format("image/tiff", "image"),
    ".jxl": Format("image/jxl", "image"),
    ".jp2": Format("image/jp2", "image"),
    ".mp4": Format("video/mp4", "video"),
    ".webm": Format("video/webm", "video"),
    ".mkv": Format("video/x-matroska", "video"),
    ".mov": Format("video/quicktime", "video"),
}


def format_of(name: str) -> Format | None:
    """The format of a file of this name; None when it is none of ours.

    Hidden files and the `.tmp` files hosts write before renaming are none of ours either.
    """
    if name.startswith("."):
        return None
    dot = name.rfind(".")
    return FORMATS.get(name[dot:].lower()) if dot > 0 else None


def media_type_of(name: str) -> str:
    """Of a name that may have come from an older index, or of a path."""
    known = format_of(os.path.basename(name))
    return known.media_type if known else "application/octet-stream"
