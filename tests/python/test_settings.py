from __future__ import annotations

from dataclasses import fields

import pytest

from evergallery.errors import SettingsInvalid
from evergallery.settings import SPECS, Settings, lenient, spec_of, with_values


def test_every_field_is_described_once() -> None:
    assert [spec.name for spec in SPECS] == [field.name for field in fields(Settings)]


def test_every_default_is_allowed() -> None:
    values = {field.name: getattr(Settings(), field.name) for field in fields(Settings)}
    assert with_values(Settings(), values) == Settings()


def test_a_choice_is_understood_by_value_and_by_label() -> None:
    assert with_values(Settings(), {"transport": "HTTP long poll"}).transport == "http_long"
    assert with_values(Settings(), {"transport": "http_short"}).transport == "http_short"


def test_folders_come_as_lines() -> None:
    assert with_values(Settings(), {"extra_folders": " a \n\n b"}).extra_folders == ("a", "b")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("transport", "carrier pigeon"),
        ("connect_timeout_ms", 10),
        ("connect_timeout_ms", True),
        ("connect_timeout_ms", 2500.5),
        ("thumbnail_px", "256"),
        ("read_only", 1),
        ("extra_folders", [1]),
        ("unheard_of", 1),
    ],
)
def test_a_bad_value_is_refused_with_the_settings_name(name: str, value: object) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        with_values(Settings(), {name: value})
    assert (spec_of(name).label if name != "unheard_of" else name) in caught.value.message


def test_sliders_hand_back_floats_for_whole_numbers() -> None:
    assert with_values(Settings(), {"thumbnail_px": 512.0}).thumbnail_px == 512


def test_a_host_with_one_bad_option_keeps_the_others() -> None:
    settings, complaints = lenient({"thumbnail_px": 1, "transport": "websocket"})
    assert settings == Settings(transport="websocket")
    assert complaints == ["Thumbnail size (px) must lie between 128 and 1024."]


def test_folders_never_reach_the_browser() -> None:
    told = Settings(extra_folders=("secret",)).for_client()
    assert "extra_folders" not in told
    assert told["transport"] == "auto"
