from __future__ import annotations

from pathlib import Path

import pytest

from evergallery.doctor.toml_settings import save, with_settings
from evergallery.errors import SettingsInvalid
from evergallery.hosts.config_file import read_config

LEARNT = {"transport": "http_long", "poll_wait_ms": 4000}

WRITTEN = """# mine
port = 7870  # as ever

[settings] # below
heartbeat_ms = 9000
transport = "auto"   # for now
"""


def test_a_file_that_was_not_there_is_read_by_the_gallery(tmp_path: Path) -> None:
    path = tmp_path / "evergallery.toml"
    save(path, LEARNT)
    settings = read_config(path).settings
    assert (settings.transport, settings.poll_wait_ms) == ("http_long", 4000)


def test_what_a_person_wrote_stays_and_a_key_keeps_its_place(tmp_path: Path) -> None:
    text = with_settings(WRITTEN, LEARNT)
    assert text.splitlines() == [
        "# mine",
        "port = 7870  # as ever",
        "",
        "[settings] # below",
        "poll_wait_ms = 4000",
        "heartbeat_ms = 9000",
        'transport = "http_long"',
    ]


def test_a_table_after_it_is_not_touched() -> None:
    text = with_settings('[settings]\n\n[other]\ntransport = "mine"\n', {"transport": "auto"})
    assert text == '[settings]\ntransport = "auto"\n\n[other]\ntransport = "mine"\n'


def test_saving_twice_is_saving_once() -> None:
    once = with_settings("", LEARNT)
    assert with_settings(once, LEARNT) == once


def test_nothing_learnt_changes_nothing() -> None:
    assert with_settings(WRITTEN, {}) == WRITTEN


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="cannot be written"):
        save(tmp_path / "missing" / "evergallery.toml", LEARNT)
