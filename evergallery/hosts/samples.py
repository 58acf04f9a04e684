"""A small library for a first look: 48 painted pictures of six days, each with a real infotext."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

COUNT = 48

_DAY_S = 24 * 3600
_DAYS = 6

# Width and height as people choose them: wide, tall, square, a strip.
_SIZES = ((768, 512), (512, 768), (640, 640), (896, 512), (512, 896), (960, 400), (576, 720))

_FORMATS = ("png", "png", "jpg", "png", "webp", "png")

_FOLDERS: Mapping[str, str] = {
    "hills": "Landscapes",
    "dunes": "Landscapes",
    "lake": "Landscapes/Night",
    "skyline": "City",
    "waves": "Abstract",
    "tiles": "Abstract/Patterns",
    "lights": "Abstract",
    "leaves": "Botanical",
}

_PROMPTS: Mapping[str, str] = {
    "hills": "rolling hills at dawn, layers of mist, low sun, <lora:soft_light:0.6>, wide view",
    "dunes": "desert dunes, long shadows, warm sand, clear sky, minimalist",
    "lake": "northern lights over a still lake, (moonlight:1.2), stars, mountains, reflection",
    "skyline": "city skyline in the evening, lit windows, glowing sky, flat illustration",
    "waves": "flowing waves of colour, paper cut, soft gradients, abstract",
    "tiles": "geometric pattern, quarter circles, bauhaus, five colours, poster",
    "lights": "city lights out of focus, bokeh, (dark background:1.1), night",
    "leaves": "botanical illustration, stems and leaves, old herbal, paper texture",
}

_NEGATIVE = "lowres, blurry, jpeg artifacts, watermark, signature"
_SAMPLERS = ("DPM++ 2M Karras", "Euler a", "DPM++ SDE Karras", "UniPC", "DDIM")
_MODELS = (
    ("sketchbook_v21", "9aba26abdf"),
    ("daylight_xl", "31e35c80fc"),
    ("inkwell", "6ce0161689"),
)


@dataclass(frozen=True)
class Sample:
    """One picture to paint; everything follows from `number`, so a second run makes the same."""

    number: int
    scene: str
    size: tuple[int, int]
    seed: int
    file: str

    @property
    def infotext(self) -> str:
        """As AUTOMATIC1111 writes it."""
        width, height = self.size
        model, model_hash = _MODELS[self.number % len(_MODELS)]
        fields = {
            "Steps": 20 + self.number % 4 * 5,
            "Sampler": _SAMPLERS[self.number % len(_SAMPLERS)],
            "CFG scale": (5, 6.5, 7, 8)[self.number % 4],
            "Seed": self.seed,
            "Size": f"{width}x{height}",
            "Model hash": model_hash,
            "Model": model,
            "Version": "v1.10.1",
        }
        last = ", ".join(f"{key}: {value}" for key, value in fields.items())
        return f"{_PROMPTS[self.scene]}\nNegative prompt: {_NEGATIVE}\n{last}"


def samples() -> Iterator[Sample]:
    """What the library holds, the newest last."""
    scenes = list(_FOLDERS)
    for number in range(COUNT):
        scene = scenes[number % len(scenes)]
        size = _SIZES[(number + number // len(scenes)) % len(_SIZES)]
        seed = (1_103_515_245 * (number + 7) + 12_345) % 2**31
        suffix = _FORMATS[(number + number // len(scenes)) % len(_FORMATS)]
        file = f"{_FOLDERS[scene]}/{number:05}-{seed}.{suffix}"
        yield Sample(number, scene, size, seed, file)


def make_samples(folder: Path) -> Path:
    """Paint into `folder` what is missing there, and return it; takes 2 to 3 s the first time."""
    missing = [sample for sample in samples() if not (folder / sample.file).exists()]
    newest_s = time.time()
    for sample in missing:
        _make(folder / sample.file, sample)
        _date(folder / sample.file, newest_s - _age_s(sample.number))
    return folder


def _make(path: Path, sample: Sample) -> None:
    """Written under another name first: a picture is never seen half done."""
    from .sample_art import SCENES

    path.parent.mkdir(parents=True, exist_ok=True)
    source = random.Random(sample.seed)  # noqa: S311 - for pictures, not for secrets
    picture = SCENES[sample.scene](sample.size, source)
    unfinished = path.with_name(f"{path.name}.tmp")
    picture.save(unfinished, **_save_arguments(path.suffix, sample.infotext))
    unfinished.replace(path)


def _save_arguments(suffix: str, infotext: str) -> dict[str, Any]:
    """The infotext goes where the web UIs put it: a text chunk, or the EXIF user comment."""
    if suffix == ".png":
        from PIL.PngImagePlugin import PngInfo

        chunks = PngInfo()
        chunks.add_text("parameters", infotext)
        return {"format": "PNG", "pnginfo": chunks, "compress_level": 1}
    kind = "JPEG" if suffix == ".jpg" else "WEBP"
    return {"format": kind, "quality": 90, "exif": _exif(infotext)}


def _exif(infotext: str) -> Image.Exif:
    from PIL import Image

    exif = Image.Exif()
    exif_folder, user_comment = 0x8769, 0x9286
    comment = b"UNICODE\0" + infotext.encode("utf-16-be")
    exif.get_ifd(exif_folder)[user_comment] = comment
    return exif


def _age_s(number: int) -> float:
    """The pictures of a day are minutes apart, as after an evening with a web UI."""
    per_day = COUNT // _DAYS
    day, place = divmod(COUNT - 1 - number, per_day)
    return day * _DAY_S + place * 7 * 60


def _date(path: Path, time_s: float) -> None:
    os.utime(path, (time_s, time_s))
