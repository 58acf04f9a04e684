from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from evergallery.errors import ThumbnailFailed
from evergallery.library.pixels import average_color, thumbnail_of


def thumbnail(path: Path, size_px: int = 64) -> Image.Image:
    data, _ = thumbnail_of(str(path), size_px)
    return Image.open(io.BytesIO(data))


def near(color: int, *wanted: int) -> bool:
    found = (color >> 16, color >> 8 & 255, color & 255)
    return all(abs(one - other) <= 4 for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "I;16", "F", "YCbCr"]
)
def test_every_mode_of_pillow_has_a_thumbnail(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.jpg" if mode in ("CMYK", "YCbCr") else "a.tiff")
    Image.new(mode, (200, 100)).save(path)
    made = thumbnail(path)
    assert (made.format, made.size) == ("WEBP", (128, 64))


def test_the_shorter_side_has_the_size_wanted(tmp_path: Path) -> None:
    Image.new("RGB", (512, 768)).save(tmp_path / "a.png")
    assert thumbnail(tmp_path / "a.png").size == (64, 96)


def test_a_small_picture_is_not_enlarged_and_a_panorama_not_endless(tmp_path: Path) -> None:
    Image.new("RGB", (10, 20)).save(tmp_path / "small.png")
    Image.new("RGB", (3000, 100)).save(tmp_path / "wide.png")
    assert thumbnail(tmp_path / "small.png").size == (10, 20)
    assert thumbnail(tmp_path / "wide.png").size == (256, 9)


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
def test_a_picture_on_its_side_is_set_upright(tmp_path: Path, extension: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = Image.new("RGB", (200, 100), (0, 0, 255))
    lying.paste((255, 0, 0), (0, 0, 100, 100))
    lying.save(tmp_path / f"a.{extension}", exif=exif.tobytes())
    upright = thumbnail(tmp_path / f"a.{extension}").convert("RGB")
    assert upright.size == (64, 128)
    red, _, blue = upright.getpixel((32, 20))  # type: ignore[misc]
    assert red > 200 > blue


def test_transparency_stays(tmp_path: Path) -> None:
    Image.new("RGBA", (100, 100), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert thumbnail(tmp_path / "a.png").mode == "RGBA"
    palette = Image.new("P", (100, 100))
    palette.save(tmp_path / "b.gif", transparency=0)
    assert thumbnail(tmp_path / "b.gif").mode == "RGBA"


def test_sixteen_bits_keep_their_brightness(tmp_path: Path) -> None:
    Image.new("I;16", (100, 100), 0x8000).save(tmp_path / "a.png")
    _, color = thumbnail_of(str(tmp_path / "a.png"), 64)
    assert near(color, 128, 128, 128)


def test_the_average_color_is_told(tmp_path: Path) -> None:
    Image.new("RGB", (100, 100), (200, 100, 50)).save(tmp_path / "a.png")
    assert near(thumbnail_of(str(tmp_path / "a.png"), 64)[1], 200, 100, 50)
    assert average_color(Image.new("RGBA", (4, 4), (9, 9, 9, 0))) == -1


def test_prompts_and_profiles_are_not_copied(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret"
    Image.new("RGB", (100, 100)).save(
        tmp_path / "a.jpg", exif=exif.tobytes(), icc_profile=b"x" * 500
    )
    data, _ = thumbnail_of(str(tmp_path / "a.jpg"), 64)
    assert b"secret" not in data
    assert len(data) < 400


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_what_cannot_be_decoded_is_an_error_for_people(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(ThumbnailFailed):
        thumbnail_of(str(path), 64)


def test_a_file_cut_off_in_its_pixels_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((200, 200), 50).save(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ThumbnailFailed):
        thumbnail_of(str(path), 64)


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    header = Image.new("1", (1, 1))
    header.save(tmp_path / "a.bmp")
    raw = bytearray((tmp_path / "a.bmp").read_bytes())
    raw[18:26] = (60_000).to_bytes(4, "little") * 2
    (tmp_path / "a.bmp").write_bytes(raw)
    with pytest.raises(ThumbnailFailed):
        thumbnail_of(str(tmp_path / "a.bmp"), 64)
