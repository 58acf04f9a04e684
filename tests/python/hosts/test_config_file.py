from __future__ import annotations

from pathlib import Path

import pytest

from evergallery.errors import SettingsInvalid
from evergallery.hosts.config_file import ConfigFile, read_config
from evergallery.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


def config(folder: Path, text: str) -> ConfigFile:
    path = folder / "evergallery.toml"
    path.write_text(text, "utf-8")
    return read_config(path)


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert config(tmp_path, "") == ConfigFile()


def test_folders_count_from_the_files_own_folder(tmp_path: Path) -> None:
    read = config(tmp_path, 'folders = ["pictures", "/far"]\ndata_dir = "index"')
    assert read.folders == (str(tmp_path / "pictures"), "/far")
    assert read.data_dir == str(tmp_path / "index")


def test_settings_are_taken_over(tmp_path: Path) -> None:
    read = config(tmp_path, '[settings]\ntransport = "http_long"\nextra_folders = ["/a"]')
    assert read.settings == Settings(transport="http_long", extra_folders=("/a",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("folder = []", "evergallery.toml has an unknown key 'folder'."),
        ("port = true", "port in evergallery.toml must be a whole number."),
        ("folders = [1]", "folders in evergallery.toml must be a list of texts."),
        ('[settings]\ntransport = "pigeon"', "Connection must be one of"),
        ("[settings]\ncolour = 1", "There is no setting called 'colour'."),
        ("port = ", "evergallery.toml is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsInvalid) as raised:
        config(tmp_path, text)
    assert sentence in raised.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"evergallery\.toml cannot be read"):
        read_config(tmp_path / "evergallery.toml")


def test_the_example_in_the_docs_can_be_read(tmp_path: Path) -> None:
    text = (ROOT / "docs/settings.md").read_text("utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    read = config(tmp_path, example)
    assert read.port == 7870
    assert read.settings.thumbnail_px == 384
