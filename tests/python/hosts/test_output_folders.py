from __future__ import annotations

from pathlib import Path

import pytest

from evergallery.hosts.base import Capabilities
from evergallery.hosts.output_folders import extra_roots, located, output_roots
from evergallery.library.answers import Root

PLAIN = Capabilities("a1111", "Gallery", (("outdir_samples", "Images"), ("outdir_save", "Saved")))
BASED = Capabilities(
    "sdnext",
    "Evergallery",
    (
        ("outdir_samples", "Images"),
        ("outdir_video", "Video"),
        ("outdir_grids", "Grids"),
        ("outdir_txt2img_grids", "Text grids"),
    ),
    sample_base="outdir_samples",
    grid_base="outdir_grids",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def roots(capabilities: Capabilities, options: dict[str, str], data_path: Path) -> list[Root]:
    return output_roots(capabilities, lambda name: options.get(name, ""), data_path)


def test_an_option_that_is_empty_names_no_folder(here: Path) -> None:
    assert roots(PLAIN, {"outdir_save": "log/images"}, here) == [Root("Saved", here / "log/images")]


def test_a_relative_folder_is_where_the_web_ui_saves_to(here: Path) -> None:
    assert located("outputs", here / "data") == here / "outputs"


def test_a_folder_only_the_data_path_has_is_taken_there(here: Path) -> None:
    (here / "data/outputs").mkdir(parents=True)
    assert located("outputs", here / "data") == here / "data/outputs"
    (here / "outputs").mkdir()
    assert located("outputs", here / "data") == here / "outputs"


def test_an_absolute_folder_stays_where_it_is(here: Path) -> None:
    assert located(str(here / "x/../pictures"), here / "data") == here / "pictures"


def test_bases_lead_relative_folders_but_not_absolute_ones(here: Path) -> None:
    options = {
        "outdir_samples": str(here / "base"),
        "outdir_video": "video",
        "outdir_grids": str(here / "grids"),
        "outdir_txt2img_grids": str(here / "elsewhere"),
    }
    assert roots(BASED, options, here) == [
        Root("Images", here / "base"),
        Root("Video", here / "base/video"),
        Root("Grids", here / "grids"),
        Root("Text grids", here / "elsewhere"),
    ]


def test_grids_lie_below_their_own_base(here: Path) -> None:
    options = {"outdir_samples": "/a", "outdir_grids": "/b", "outdir_txt2img_grids": "g"}
    assert [root.path for root in roots(BASED, options, here)][-1] == Path("/b/g")


def test_extra_folders_are_relative_to_the_data_path(here: Path) -> None:
    assert extra_roots(["more", "/far/away"], here / "data") == [
        Root("more", here / "data/more"),
        Root("away", Path("/far/away")),
    ]
