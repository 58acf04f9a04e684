"""Painters of the sample pictures: eight small scenes, each many pictures by its seed.

Only `samples` imports this, and only when it has to paint: Pillow is not wanted at start-up. Edges are
drawn at twice the size and scaled down, which is Pillow's cheapest way to smooth them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Color = tuple[int, int, int]
Size = tuple[int, int]
Painter = Callable[[Size, Random], Image.Image]

_SUNS: Sequence[Sequence[str]] = (
    ("#27335f", "#c2587a", "#ffb26b", "#ffe3a8"),
    ("#3a6ea5", "#9cc9e3", "#e9f2e6", "#fff4d6"),
    ("#1d2b4f", "#5b5f97", "#d98ca0", "#ffcf99"),
    ("#2f6f73", "#7fb8a4", "#e4dfb2", "#ffe9c7"),
    ("#5b2a4e", "#b8465f", "#f28f5b", "#ffd9a0"),
    ("#35507d", "#8fa6c9", "#d9c6d3", "#f9e6dc"),
)
_NIGHTS: Sequence[Sequence[str]] = (
    ("#05070f", "#0d1b3a", "#1f3f67", "#3f6f87"),
    ("#08051a", "#1b1145", "#3c2a6e", "#6b4a8c"),
    ("#030d12", "#072a36", "#11505a", "#2b7d78"),
)
_SANDS: Sequence[Sequence[str]] = (
    ("#9cc5d8", "#f2c48d", "#8a4b32"),
    ("#e8d5e0", "#eaa58a", "#5f3a55"),
    ("#f6dfb4", "#e39a5b", "#6b2f35"),
    ("#b9d9cf", "#ecd9ae", "#7c7058"),
    ("#3b4a7a", "#b9a3c4", "#2a2748"),
)
_PALETTES: Sequence[Sequence[str]] = (
    ("#f4f1de", "#e07a5f", "#3d405b", "#81b29a", "#f2cc8f"),
    ("#fef9ef", "#227c9d", "#17c3b2", "#ffcb77", "#fe6d73"),
    ("#f6f0ed", "#28536b", "#7ea8be", "#c2948a", "#bbb193"),
    ("#edf6f9", "#006d77", "#83c5be", "#ffddd2", "#e29578"),
    ("#fff8e8", "#264653", "#2a9d8f", "#e9c46a", "#e76f51"),
    ("#f3eef8", "#5f0f40", "#9a031e", "#fb8b24", "#0f4c5c"),
)


def hills(size: Size, random: Random) -> Image.Image:
    """Layers of hills in haze under a low sun."""
    sky = _colors(random.choice(_SUNS))
    picture = _gradient(size, sky)
    width, height = size
    sun = (width * random.uniform(0.25, 0.75), height * random.uniform(0.32, 0.5))
    _glow(picture, sun, height * 0.1, _mixed(sky[-1], (255, 255, 255), 0.5))
    layers = random.randint(4, 6)
    for layer in range(layers):
        depth = (layer + 1) / layers
        color = _mixed(sky[-2], _mixed(sky[0], (8, 14, 24), 0.45), depth)
        crest = _wave(size, random, 0.42 + 0.44 * depth, 0.09 * (1.2 - depth * 0.5))
        _ground(picture, crest, color)
    return picture


def dunes(size: Size, random: Random) -> Image.Image:
    """Sand: broad curves, each bright at its crest and dark at its foot."""
    width, height = size
    sky, sand, shade = _colors(random.choice(_SANDS))
    picture = _gradient(size, [sky, _mixed(sky, sand, 0.75)])
    _glow(picture, (width * random.uniform(0.2, 0.8), height * 0.2), height * 0.05, (255, 250, 235))
    for layer in range(5):
        crest = _wave(size, random, 0.36 + 0.13 * layer, 0.16, waves=2)
        top = int(min(y for _, y in crest))
        body = Image.new("RGB", size, shade)
        light = _mixed(_mixed(sky, sand, 0.7), sand, layer / 4)
        body.paste(_gradient((width, height // 3), [light, shade]), (0, top))
        picture.paste(body, (0, 0), _ground_mask(size, crest))
    return picture


def lake(size: Size, random: Random) -> Image.Image:
    """A night sky with northern lights, stars and a moon, mirrored in still water."""
    width, height = size
    shore = int(height * random.uniform(0.56, 0.66))
    sky = _colors(random.choice(_NIGHTS))
    above = _gradient((width, shore), sky)
    _stars(above, random, width * shore // 2200)
    _northern_lights(above, random)
    moon = (width * random.uniform(0.15, 0.85), shore * random.uniform(0.18, 0.4))
    _glow(above, moon, width * 0.03, (244, 240, 220))
    for layer in range(2):
        crest = _wave((width, shore), random, 0.72 + 0.14 * layer, 0.13, waves=5)
        _ground(above, crest, _mixed(sky[1 - layer], (0, 0, 0), 0.25))
    picture = Image.new("RGB", size, sky[0])
    picture.paste(above, (0, 0))
    mirrored = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(2))
    water = Image.blend(mirrored, Image.new("RGB", mirrored.size, sky[1]), 0.35)
    picture.paste(water.crop((0, 0, width, height - shore)), (0, shore))
    return picture


def skyline(size: Size, random: Random) -> Image.Image:
    """Three rows of houses before an evening sky, some windows lit."""
    width, height = size
    sky = _colors(random.choice(_SUNS))
    picture = _gradient(size, sky)
    _glow(picture, (width * random.uniform(0.2, 0.8), height * 0.45), height * 0.07, sky[-1])
    draw = ImageDraw.Draw(picture)
    for row in range(3):
        color = _mixed(sky[1], (10, 12, 26), 0.45 + 0.25 * row)
        _houses(draw, size, random, row, color)
    return picture


def waves(size: Size, random: Random) -> Image.Image:
    """Bands of colour that swell and cross the picture."""
    colors = _colors(random.choice(_PALETTES))
    picture = Image.new("RGB", size, colors[0])
    bands = 9
    for band in range(bands):
        depth = band / bands
        color = _mixed(colors[1 + band % 4], colors[0], 0.35 * (1 - depth))
        crest = _wave(size, random, 0.12 + 0.9 * depth, 0.1, waves=3)
        _ground(picture, crest, color)
    return picture


def tiles(size: Size, random: Random) -> Image.Image:
    """Quarter circles and discs on a grid, in five colours."""
    colors = _colors(random.choice(_PALETTES))
    large = Image.new("RGB", (size[0] * 2, size[1] * 2), colors[0])
    draw = ImageDraw.Draw(large)
    side = max(large.size) // random.choice((6, 8))
    for x in range(0, large.width, side):
        for y in range(0, large.height, side):
            _tile(draw, (x, y), side, random, colors)
    return large.resize(size, Image.Resampling.BOX)


def lights(size: Size, random: Random) -> Image.Image:
    """Lights out of focus: soft discs that overlap."""
    colors = _colors(random.choice(_PALETTES))
    dark = _mixed(colors[2], (6, 8, 18), 0.78)
    picture = _gradient(size, [_mixed(dark, (0, 0, 0), 0.4), dark])
    width, height = size
    for blur, count in ((9, 10), (4, 12), (1, 10)):
        layer = Image.new("RGB", size)
        draw = ImageDraw.Draw(layer)
        for _ in range(count):
            radius = min(size) * random.uniform(0.03, 0.13)
            center = (random.uniform(0, width), random.uniform(0, height))
            color = _mixed((0, 0, 0), random.choice(colors[1:]), random.uniform(0.3, 0.75))
            draw.ellipse(_around(center, radius), fill=color)
        picture = ImageChops.screen(picture, layer.filter(ImageFilter.GaussianBlur(blur)))
    return picture


def leaves(size: Size, random: Random) -> Image.Image:
    """Stems with pairs of leaves on paper, as in an old herbal."""
    colors = _colors(random.choice(_PALETTES))
    width, height = size[0] * 2, size[1] * 2
    picture = _gradient((width, height), [colors[0], _mixed(colors[0], colors[4], 0.22)])
    draw = ImageDraw.Draw(picture)
    stems = max(2, width // (height // 3))
    for stem in range(stems):
        foot = width * (stem + 0.5) / stems
        _stem(draw, random, foot, height, colors[1 + stem % 4])
    return picture.resize(size, Image.Resampling.BOX)


SCENES: Mapping[str, Painter] = {
    "hills": hills,
    "dunes": dunes,
    "lake": lake,
    "skyline": skyline,
    "waves": waves,
    "tiles": tiles,
    "lights": lights,
    "leaves": leaves,
}


# --- strokes


def _colors(names: Iterable[str]) -> list[Color]:
    return [(int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)) for name in names]


def _mixed(first: Color, second: Color, share: float) -> Color:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _gradient(size: Size, colors: Sequence[Color]) -> Image.Image:
    """From top to bottom through `colors`: a column of few pixels, stretched smoothly."""
    column = Image.new("RGB", (1, 64))
    steps = len(colors) - 1
    for y in range(64):
        place = y / 63 * steps
        index = min(int(place), steps - 1)
        column.putpixel((0, y), _mixed(colors[index], colors[index + 1], place - index))
    return column.resize(size, Image.Resampling.BICUBIC)


def _wave(
    size: Size, random: Random, level: float, swing: float, waves: int = 4
) -> list[tuple[float, float]]:
    """A smooth line across the picture at `level` (share of the height), `swing` high."""
    width, height = size
    parts = [
        (random.uniform(0.5, waves), random.uniform(0, math.tau), random.uniform(0.3, 1) / number)
        for number in range(1, 4)
    ]
    points = []
    for step in range(97):
        x = step / 96
        swell = sum(share * math.sin(math.tau * often * x + phase) for often, phase, share in parts)
        points.append((x * width, (level + swing * swell / 2) * height))
    return points


def _ground_mask(size: Size, crest: Sequence[tuple[float, float]]) -> Image.Image:
    width, height = size
    mask = Image.new("L", (width * 2, height * 2))
    outline = [(x * 2, y * 2) for x, y in crest]
    corners = [(width * 2, height * 2), (0, height * 2)]
    ImageDraw.Draw(mask).polygon([*outline, *corners], fill=255)
    return mask.resize(size, Image.Resampling.BOX)


def _ground(picture: Image.Image, crest: Sequence[tuple[float, float]], color: Color) -> None:
    picture.paste(color, (0, 0), _ground_mask(picture.size, crest))


def _around(center: tuple[float, float], radius: float) -> tuple[float, float, float, float]:
    x, y = center
    return (x - radius, y - radius, x + radius, y + radius)


def _glow(picture: Image.Image, center: tuple[float, float], radius: float, color: Color) -> None:
    """A disc with light around it; the light is blurred at an eighth of the size, where it is cheap."""
    width, height = picture.size
    small = Image.new("L", (width // 8 + 1, height // 8 + 1))
    near = (center[0] / 8, center[1] / 8)
    ImageDraw.Draw(small).ellipse(_around(near, radius / 8 * 2.2), fill=150)
    halo = small.filter(ImageFilter.GaussianBlur(radius / 8 * 1.6)).resize(picture.size)
    picture.paste(color, (0, 0), halo)
    disc = Image.new("L", (width * 2, height * 2))
    ImageDraw.Draw(disc).ellipse(_around((center[0] * 2, center[1] * 2), radius * 2), fill=235)
    picture.paste(color, (0, 0), disc.resize(picture.size, Image.Resampling.BOX))


def _stars(picture: Image.Image, random: Random, count: int) -> None:
    draw = ImageDraw.Draw(picture)
    for _ in range(count):
        x, y = random.randrange(picture.width), int(picture.height * random.random() ** 1.6)
        light = random.randint(110, 255)
        draw.point((x, y), fill=(light, light, min(255, light + 20)))


def _northern_lights(picture: Image.Image, random: Random) -> None:
    """Curtains: a bright foot along a line, fading upward."""
    width, height = picture.size
    small = Image.new("RGB", (width // 4, height // 4))
    draw = ImageDraw.Draw(small)
    for _ in range(2):
        hue = random.choice(((70, 220, 150), (120, 110, 230), (60, 190, 200), (200, 90, 160)))
        foot = _wave(small.size, random, random.uniform(0.4, 0.6), 0.3, waves=2)
        for (x, y), (end, _) in pairwise(foot):
            tall = small.height * random.uniform(0.22, 0.4)
            draw.rectangle(
                (x, y - tall, end, y), fill=_mixed((0, 0, 0), hue, random.uniform(0.35, 0.6))
            )
    curtain = small.filter(ImageFilter.GaussianBlur(width / 90)).resize(picture.size)
    picture.paste(ImageChops.screen(picture, curtain))


def _houses(draw: ImageDraw.ImageDraw, size: Size, random: Random, row: int, color: Color) -> None:
    width, height = size
    x = -random.randint(0, 30)
    while x < width:
        broad = random.randint(width // 18, width // 8)
        roof = int(height * random.uniform(0.42 + 0.14 * row, 0.66 + 0.14 * row))
        draw.rectangle((x, roof, x + broad, height), fill=color)
        _windows(draw, random, (x, roof, x + broad, height), row)
        x += broad + random.randint(-6, 5)


def _windows(
    draw: ImageDraw.ImageDraw, random: Random, house: tuple[int, int, int, int], row: int
) -> None:
    left, roof, right, ground = house
    for x in range(left + 6, right - 8, 10):
        for y in range(roof + 8, ground - 6, 13):
            if random.random() < 0.12 + 0.1 * row:
                draw.rectangle((x, y, x + 4, y + 6), fill=(255, random.randint(196, 226), 140))


def _tile(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    side: int,
    random: Random,
    colors: Sequence[Color],
) -> None:
    x, y = at
    ground, shape = random.sample(colors, 2)
    draw.rectangle((x, y, x + side, y + side), fill=ground)
    kind = random.randrange(3)
    if kind == 0:
        draw.ellipse(_around((x + side / 2, y + side / 2), side * 0.36), fill=shape)
        return
    corner = (x + side * random.randint(0, 1), y + side * random.randint(0, 1))
    for number in range(1 if kind == 1 else 3):
        radius = side * (1 - number / 3)
        fill = shape if number % 2 == 0 else ground
        _quarter(draw, corner, radius, at, fill)


def _quarter(
    draw: ImageDraw.ImageDraw,
    corner: tuple[float, float],
    radius: float,
    at: tuple[int, int],
    fill: Color,
) -> None:
    """The quarter disc around a tile's corner that lies in the tile; angles run clockwise from 3 o'clock."""
    right, low = corner[0] > at[0], corner[1] > at[1]
    start = {(False, False): 0, (True, False): 90, (True, True): 180, (False, True): 270}[
        right, low
    ]
    draw.pieslice(_around(corner, radius), start, start + 90, fill=fill)


def _stem(
    draw: ImageDraw.ImageDraw, random: Random, foot: float, height: int, color: Color
) -> None:
    lean = random.uniform(-0.12, 0.12) * height
    top = height * random.uniform(0.1, 0.22)
    pairs = random.randint(6, 8)
    for number in range(pairs + 1):
        share = number / pairs
        x = foot + lean * math.sin(share * math.pi / 2)
        y = height * 0.94 + (top - height * 0.94) * share
        long = height * (0.17 - 0.09 * share)
        for side in (-1, 1):
            angle = math.radians(-90 + side * random.uniform(38, 58) * (1 - 0.5 * share))
            _leaf(
                draw, (x, y), long, angle, _mixed(color, (255, 255, 255), random.uniform(0, 0.25))
            )
    line = [
        (
            foot + lean * math.sin(t / 20 * math.pi / 2),
            height * 0.97 + (top - height * 0.97) * t / 20,
        )
        for t in range(21)
    ]
    draw.line(
        line, fill=_mixed(color, (20, 20, 30), 0.35), width=max(4, height // 160), joint="curve"
    )


def _leaf(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], long: float, angle: float, color: Color
) -> None:
    """Two arcs that meet in a tip."""
    sides: list[tuple[float, float]] = []
    for way in (1, -1):
        steps = range(13) if way == 1 else range(12, -1, -1)
        for step in steps:
            along, across = step / 12 * long, way * math.sin(step / 12 * math.pi) * long * 0.2
            sides.append(
                (
                    at[0] + along * math.cos(angle) - across * math.sin(angle),
                    at[1] + along * math.sin(angle) + across * math.cos(angle),
                )
            )
    draw.polygon(sides, fill=color)
