"""A deterministic corpus of outputs as AUTOMATIC1111 leaves them, for tests and benches.

80 % PNG (tEXt `parameters`), 10 % JPEG, 10 % WebP (EXIF UserComment), in one folder per day. Some
200 distinct pictures are drawn; every file wraps the compressed pixels of one of them with an
infotext of its own, so 100,000 valid, distinct files take seconds. Needs numpy and Pillow.

    python tests/corpus.py FOLDER [COUNT] [--tiny] [--flat]
"""

from __future__ import annotations

import argparse
import io
import os
import random
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

FIRST_DAY_S = 1_735_776_000
"""2025-01-02 00:00 UTC."""

_DAY_S = 86_400
_MORNING_S = 28_800
_WORKING_DAY_S = 50_000


@dataclass(frozen=True)
class Corpus:
    """`per_day` files go into each dated folder; `is_flat` puts all of them into one."""

    count: int
    is_tiny: bool = False
    is_flat: bool = False
    per_day: int = 250
    distinct: int = 200
    prefix: str = ""


FULL_SIZE = Corpus(2_000, per_day=100)
"""512 × 768 and 1024 × 1024, about 1.9 GB."""

TINY = Corpus(100_000, is_tiny=True)
"""64 × 64, a few kB each, about 1 GB: what matters is their number."""


@dataclass(frozen=True)
class Picture:
    """Encoded once, without metadata. `body` is IDAT (PNG) or the whole file."""

    kind: str
    width: int
    height: int
    header: bytes
    body: bytes


def ensure(corpus: Corpus, folder: Path) -> Path:
    """The corpus in `folder`, made unless it is there already."""
    done = folder / ".complete"
    if not done.exists():
        make(corpus, folder)
        done.touch()
    return folder


def make(corpus: Corpus, folder: Path, start: int = 0) -> list[Path]:
    """Write files `start` … `start + count`; their paths, oldest first."""
    pictures = draw(corpus)
    return [
        _write(corpus, folder, pictures, number) for number in range(start, start + corpus.count)
    ]


def draw(corpus: Corpus) -> dict[str, list[Picture]]:
    """The distinct pictures by kind: three quarters PNG, the rest JPEG and WebP."""
    by_kind: dict[str, list[Picture]] = {"png": [], "jpg": [], "webp": []}
    for number in range(max(8, corpus.distinct)):
        kind = ("png", "png", "png", "png", "png", "png", "jpg", "webp")[number % 8]
        width, height = (64, 64) if corpus.is_tiny else _full_size(number)
        by_kind[kind].append(_encoded(kind, _pixels(9_000 + number, width, height)))
    return by_kind


def _full_size(number: int) -> tuple[int, int]:
    return (1024, 1024) if number % 5 in (1, 3) else (512, 768)


def _write(corpus: Corpus, folder: Path, pictures: dict[str, list[Picture]], number: int) -> Path:
    day, of_day = divmod(number, corpus.per_day)
    day_s = FIRST_DAY_S + _DAY_S * day
    target = folder if corpus.is_flat else folder / time.strftime("%Y-%m-%d", time.gmtime(day_s))
    if of_day == 0 or number == 0 or not target.exists():
        target.mkdir(parents=True, exist_ok=True)
    kind = (*("png",) * 8, "jpg", "webp")[(number * 7 + number // 10) % 10]
    choice = pictures[kind]
    picture = choice[(number * 61 + number // 150) % len(choice)]
    seed = random.Random(42 + number).randrange(1 << 32)
    width, height = _full_size(number) if corpus.is_tiny else (picture.width, picture.height)
    name = f"{corpus.prefix}{number if corpus.is_flat else of_day:05d}-{seed}.{kind}"
    path = target / name
    path.write_bytes(with_infotext(picture, infotext(number, seed, width, height)))
    mtime_s = day_s + _MORNING_S + of_day * (_WORKING_DAY_S // corpus.per_day)
    os.utime(path, (mtime_s, mtime_s))
    return path


# --------------------------------------------------------------------------------------- pixels
def _pixels(seed: int, width: int, height: int) -> Image.Image:
    """Smooth colour noise in octaves, a few hard-edged discs, and grain: compresses like a picture."""
    numbers = np.random.default_rng(seed)
    canvas = np.full((height, width, 3), 122, np.float32)
    for channel in range(3):
        canvas[..., channel] += _noise(numbers, width, height)
    canvas[..., 1] = (canvas[..., 1] + canvas[..., 0]) / 2
    canvas[..., 2] = (canvas[..., 2] + canvas[..., 1]) / 2
    for _ in range(int(numbers.integers(6, 16))):
        _add_disc(numbers, canvas)
    grain = 0.65 + 1.2 * (seed * 37 % 100) / 100
    canvas += numbers.standard_normal((height, width, 1)).astype(np.float32) * grain
    return Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))


def _noise(numbers: np.random.Generator, width: int, height: int) -> Any:
    whole = np.zeros((height, width), np.float32)
    for cells, strength in ((3, 70), (6, 38), (12, 22), (25, 12), (50, 7), (100, 4)):
        rows, columns = cells * height // 512 + 2, cells * width // 512 + 2
        coarse = numbers.standard_normal((rows, columns)).astype(np.float32)
        whole += strength * np.asarray(
            Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
        )
    return whole


def _add_disc(numbers: np.random.Generator, canvas: Any) -> None:
    height, width = canvas.shape[:2]
    x, y, radius = numbers.random(3) * (width, height, 0.2 * min(width, height))
    radius += 2
    rows, columns = np.ogrid[:height, :width]
    edge = np.clip(radius - np.hypot(columns - x, rows - y), 0, 1)[..., None]
    canvas += edge * numbers.normal(0, 45, 3).astype(np.float32)


def _encoded(kind: str, image: Image.Image) -> Picture:
    data = io.BytesIO()
    options: dict[str, Any] = {"jpg": {"quality": 90}, "webp": {"quality": 85}}.get(kind, {})
    image.save(data, {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[kind], **options)
    raw = data.getvalue()
    if kind != "png":
        return Picture(kind, *image.size, b"", raw)
    chunks = dict.fromkeys((b"IHDR", b"IDAT"), b"")
    for name, chunk in _chunks(raw):
        if name in chunks:
            chunks[name] += chunk
    return Picture(kind, *image.size, chunks[b"IHDR"], chunks[b"IDAT"])


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at : at + 12 + length]
        at += 12 + length


# ----------------------------------------------------------------------------------- containers
def with_infotext(picture: Picture, text: str) -> bytes:
    """The whole file, as the hosts write it."""
    if picture.kind == "png":
        return _png(picture, text)
    return (_jpeg if picture.kind == "jpg" else _webp)(picture, text)


def _png(picture: Picture, text: str) -> bytes:
    try:
        chunk = png_chunk(b"tEXt", b"parameters\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        chunk = png_chunk(b"iTXt", b"parameters\0\0\0\0\0" + text.encode())
    return b"\x89PNG\r\n\x1a\n" + picture.header + chunk + picture.body + png_chunk(b"IEND", b"")


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def exif_block(text: str) -> bytes:
    """A TIFF header, IFD0 with the pointer to the EXIF folder, and there UserComment."""
    comment = b"UNICODE\0" + text.encode("utf-16-be")
    ifd0 = struct.pack(">HHHIII", 1, 0x8769, 4, 1, 26, 0)
    exif = struct.pack(">HHHIII", 1, 0x9286, 7, len(comment), 44, 0)
    return b"Exif\0\0MM\0*\0\0\0\x08" + ifd0 + exif + comment


def _jpeg(picture: Picture, text: str) -> bytes:
    block = exif_block(text)
    segment = b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    return picture.body[:2] + segment + picture.body[2:]


def _webp(picture: Picture, text: str) -> bytes:
    block = exif_block(text)
    size = struct.pack("<I", picture.width - 1)[:3] + struct.pack("<I", picture.height - 1)[:3]
    body = b"WEBP" + b"VP8X" + struct.pack("<II", 10, 0x08) + size + picture.body[12:]
    body += b"EXIF" + struct.pack("<I", len(block)) + block + b"\0" * (len(block) & 1)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# ------------------------------------------------------------------------------------- infotext
def infotext(number: int, seed: int, width: int, height: int) -> str:
    """Prompt with weights and loras, negative prompt, parameter line; 20 to 60 words of prompt."""
    dice = random.Random(7_000_021 + number)
    loras = dice.sample(_LORAS, dice.choice((1, 1, 2, 3))) if dice.random() < 0.45 else []
    prompt = _prompt(dice, number) + "".join(
        f" <lora:{lora}:{dice.choice(('0.5', '0.6', '0.8', '1'))}>" for lora in loras
    )
    negative = ", ".join(dice.sample(_NEGATIVE, dice.randint(6, len(_NEGATIVE))))
    model = dice.choice(_MODELS)
    line = (
        f"Steps: {dice.choice((20, 25, 28, 30, 40))}, Sampler: {dice.choice(_SAMPLERS)},"
        f" CFG scale: {dice.choice((4.5, 5, 6, 7, 7.5, 8))}, Seed: {seed}, Size: {width}x{height},"
        f" Model hash: {zlib.crc32(model.encode()):010x}, Model: {model}"
    )
    if dice.random() < 0.3:
        line += f", Denoising strength: 0.{dice.randint(30, 60)}, Hires upscaler: 4x-UltraSharp"
    if loras:
        hashes = ", ".join(f"{lora}: {zlib.crc32(lora.encode()):08x}" for lora in loras)
        line += f', Lora hashes: "{hashes}"'
    version = dice.choice(("v1.9.4", "v1.10.1", "f2.0.1v1.10.1-previous-313"))
    return f"{prompt}\nNegative prompt: {negative}\n{line}, Version: {version}"


def _prompt(dice: random.Random, number: int) -> str:
    """Common words are common: drawn with the frequencies of a language."""
    tags: list[str] = []
    target = dice.randint(20, 60)
    while sum(len(tag.split()) for tag in tags) < target:
        if dice.random() < 0.45:
            tag = _common(dice, _QUALITY)
        else:
            tag = f"{dice.choice(_ADJECTIVES)} {_common(dice, _NOUNS)}"
        tags.append(f"({tag}:1.{dice.randint(1, 4)})" if dice.random() < 0.12 else tag)
    if number % 211 == 0:
        tags.append(dice.choice(_CHINESE))
    return ", ".join(tags)


def _common(dice: random.Random, words: list[str]) -> str:
    return words[min(len(words) - 1, int(len(words) ** dice.random()) - 1)]


def _list(text: str) -> list[str]:
    return [word.strip() for word in text.split("|")]


_QUALITY = _list(
    "masterpiece|best quality|highly detailed|absurdres|8k uhd|sharp focus|intricate details|"
    "cinematic lighting|volumetric light|soft lighting|rim lighting|golden hour|depth of field|"
    "bokeh|film grain|photorealistic|raw photo|award winning|concept art|digital painting|"
    "oil painting|watercolor|ink drawing|anime style|octane render|ray tracing|vivid colors|"
    "pastel palette|monochrome|wide shot|close up|portrait|full body|from above|dutch angle|"
    "looking at viewer|rule of thirds|35mm|85mm lens|f1.8|kodak portra 400|long exposure|macro"
)
_ADJECTIVES = _list(
    "ancient|abandoned|misty|neon|frozen|burning|floating|crystal|golden|silver|rusty|mossy|"
    "gothic|baroque|futuristic|steampunk|medieval|victorian|tropical|snowy|rainy|stormy|sunlit|"
    "moonlit|starry|foggy|dusty|ornate|minimal|broken|giant|tiny|ethereal|glowing|translucent|"
    "wooden|marble|copper|jade|crimson|azure|emerald|violet|amber|ivory|scarlet|weathered|wild|"
    "sacred|enchanted|clockwork|overgrown|sunken|celestial|alpine|coastal|urban|haunted|serene"
)
_NOUNS = _list(
    "castle|forest|city street|mountain|river|temple|library|market|harbor|lighthouse|bridge|"
    "tower|garden|cathedral|spaceship|robot|knight|wizard|witch|samurai|dragon|phoenix|wolf|fox|"
    "cat|owl|raven|whale|jellyfish|koi fish|butterfly|horse|lion|tiger|bear|deer|young woman|"
    "old man|warrior|queen|pirate|astronaut|detective|musician|dancer|blacksmith|mermaid|elf|"
    "golem|treehouse|windmill|waterfall|cave|island|beach|canyon|glacier|volcano|meadow|swamp|"
    "cherry blossoms|sunflower field|autumn leaves|thunderstorm|aurora|nebula|galaxy|eclipse|"
    "sunset|lanterns|fireflies|stained glass|statue|fountain|umbrella|bicycle|train station"
)
_NEGATIVE = _list(
    "worst quality|low quality|lowres|bad anatomy|bad hands|missing fingers|extra digit|cropped|"
    "jpeg artifacts|signature|watermark|username|blurry|deformed|mutated hands|extra limbs|"
    "out of frame|duplicate|ugly|text|error|logo|grainy|long neck|EasyNegative|bad-hands-5"
)
_MODELS = _list(
    "v1-5-pruned-emaonly|dreamshaper_8|realisticVisionV60B1|anythingV5|sd_xl_base_1.0|"
    "juggernautXL_v9|ponyDiffusionV6XL|animagineXL_v31|flux1-dev-fp8|revAnimated_v122"
)
_SAMPLERS = _list("Euler a|Euler|DPM++ 2M Karras|DPM++ SDE Karras|DPM++ 2M SDE Karras|DDIM|UniPC")
_LORAS = [
    *("add_detail", "epi_noiseoffset2", "more_details", "film_grain_v2", "lcm-lora-sdv1-5"),
    *(f"style_{word}_v{number % 4 + 1}" for number, word in enumerate(_ADJECTIVES[:40])),
]
_CHINESE = ["樱花", "古城", "猫耳", "夜景", "赛博朋克", "水彩"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a corpus of pictures.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=FULL_SIZE.count)
    parser.add_argument("--tiny", action="store_true", help="64 × 64")
    parser.add_argument("--flat", action="store_true", help="all in one folder")
    wanted = parser.parse_args()
    make(Corpus(wanted.count, is_tiny=wanted.tiny, is_flat=wanted.flat), wanted.folder)


if __name__ == "__main__":
    main()
