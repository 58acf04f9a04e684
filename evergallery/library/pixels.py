"""Decoding and shrinking pictures with the host's Pillow (9.5 or newer), imported when first needed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from evergallery.errors import ThumbnailFailed
from evergallery.log import get_logger

if TYPE_CHECKING:
    from PIL.Image import Image

_log = get_logger("library")

_PIXELS_MAX = 180_000_000
"""About Pillow's own limit: decoded, such a picture takes half a gigabyte."""

_LONGEST = 4
"""A panorama's thumbnail is at most four times as long as it is wide or high."""

_QUALITY = 80
_METHOD = 2
"""Of 0 … 6: a third of the default's (4) time for some 3 % more bytes at these sizes."""

_ORIENTATION = 0x0112
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What EXIF says was done to the picture → what undoes it (CIPA DC-008, table 6)."""

_REDUCING_GAP = 2.0
"""Shrink by whole factors first, down to twice the size wanted, then resample with care."""


def thumbnail_of(source: str, size_px: int) -> tuple[bytes, int]:
    """WebP whose shorter side has `size_px` (never enlarged), and its average colour (0xRRGGBB or -1).

    Raises ThumbnailFailed for what cannot be decoded, FileNotFoundError for what is not there.
    """
    try:
        small = _shrunk(source, size_px)
        data = io.BytesIO()
        small.save(data, "WEBP", quality=_QUALITY, method=_METHOD)
        return data.getvalue(), average_color(small)
    except (FileNotFoundError, ThumbnailFailed, MemoryError):
        raise
    except Exception as error:
        # decoders raise whatever their format's author thought of: OSError, ValueError, SyntaxError …
        _log.info("a picture could not be decoded: %s", error)
        raise ThumbnailFailed from error


def _shrunk(source: str, size_px: int) -> Image:
    from PIL import Image

    with open(source, "rb") as file, Image.open(file) as image:
        if image.width * image.height > _PIXELS_MAX:
            raise ThumbnailFailed("This picture has too many pixels to be shown small.")
        orientation = image.getexif().get(_ORIENTATION, 1)
        target = _target(image.size, size_px)
        image.draft("L" if image.mode == "L" else "RGB", (target[0] * 2, target[1] * 2))
        small = _plain(image)
        if small.size != target:
            small = small.resize(target, Image.Resampling.BICUBIC, reducing_gap=_REDUCING_GAP)
    if orientation in _TURNS:
        small = small.transpose(Image.Transpose[_TURNS[orientation]])
    small.info.clear()  # colour profiles and prompts would be written into every thumbnail
    return small


def _target(size: tuple[int, int], size_px: int) -> tuple[int, int]:
    """Proportions are kept, except in pictures more than four times as long as wide."""
    shorter, longer = min(size), max(size)
    factor = min(1.0, size_px / shorter, size_px * _LONGEST / longer)
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _plain(image: Image) -> Image:
    """RGB, or RGBA where something shines through: what WebP can hold and resampling can mix."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _eight_bits(image).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")


def _eight_bits(image: Image) -> Image:
    """`convert` alone would cut values off at 255; nothing says what white is, so the values do."""
    wide = image.convert("I").convert("F") if image.mode != "F" else image
    highest = max(float(value) for value in wide.getextrema() if isinstance(value, (int, float)))
    white = next((white for white in (1.0, 255.0, 65535.0) if highest <= white), highest)
    scale = 255.0 / white
    return wide.point(lambda value: value * scale + 0.0).convert("L")


def average_color(image: Image) -> int:
    """-1 for a picture that is transparent all over."""
    from PIL import Image as Pillow

    pixel = image.resize((1, 1), Pillow.Resampling.BOX).getpixel((0, 0))
    if not isinstance(pixel, tuple) or (len(pixel) == 4 and pixel[3] == 0):
        return -1
    red, green, blue = (int(value) for value in pixel[:3])
    return red << 16 | green << 8 | blue
