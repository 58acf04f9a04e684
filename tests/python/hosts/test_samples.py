from __future__ import annotations

import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
from PIL import Image

from evergallery.hosts import samples as module
from evergallery.hosts.samples import COUNT, Sample, make_samples, samples


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[Sample]:
    """Eight of them, one per scene: painting all takes seconds."""
    chosen = list(samples())[:8]
    monkeypatch.setattr(module, "samples", lambda: iter(chosen))
    return chosen


def test_there_are_48_in_several_folders_shapes_and_formats() -> None:
    every = list(samples())
    assert len({sample.file for sample in every}) == COUNT == 48
    assert len({str(Path(sample.file).parent) for sample in every}) == 6
    assert len({sample.size for sample in every}) == 7
    assert {Path(sample.file).suffix for sample in every} == {".png", ".jpg", ".webp"}


def test_each_scene_paints_its_size_and_keeps_its_infotext(
    tmp_path: Path, few: list[Sample]
) -> None:
    make_samples(tmp_path)
    for sample in few:
        with Image.open(tmp_path / sample.file) as picture:
            assert picture.size == sample.size
            assert infotext(picture) == sample.infotext


def test_an_infotext_has_prompt_negative_prompt_and_parameters() -> None:
    prompt, negative, parameters = next(samples()).infotext.split("\n")
    assert prompt.startswith("rolling hills")
    assert negative.startswith("Negative prompt: ")
    assert "Steps: 20, Sampler: " in parameters
    assert "Size: 768x512" in parameters


def test_a_second_run_paints_only_what_is_missing(tmp_path: Path, few: list[Sample]) -> None:
    make_samples(tmp_path)
    first, second = (tmp_path / sample.file for sample in few[:2])
    first.unlink()
    second.write_bytes(b"a person's own")
    make_samples(tmp_path)
    assert first.exists()
    assert second.read_bytes() == b"a person's own"
    assert not list(tmp_path.rglob("*.tmp"))


def test_the_same_number_paints_the_same_picture(tmp_path: Path, few: list[Sample]) -> None:
    make_samples(tmp_path / "a")
    make_samples(tmp_path / "b")
    for sample in few:
        assert (tmp_path / "a" / sample.file).read_bytes() == (
            tmp_path / "b" / sample.file
        ).read_bytes()


def test_the_pictures_are_of_six_days_and_none_is_of_the_future() -> None:
    now = time.time()
    ages = [module._age_s(sample.number) for sample in samples()]
    days = {datetime.fromtimestamp(now - age, timezone.utc).date() for age in ages}
    assert 6 <= len(days) <= 7  # an evening may run past midnight
    assert min(ages) == 0


def infotext(picture: Image.Image) -> str:
    if "parameters" in picture.info:
        return str(picture.info["parameters"])
    comment: bytes = picture.getexif().get_ifd(0x8769)[0x9286]
    assert comment[:8] == b"UNICODE\0"
    return comment[8:].decode("utf-16-be")
