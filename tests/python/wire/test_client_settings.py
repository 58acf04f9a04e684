from __future__ import annotations

from evergallery.settings import Settings
from evergallery.wire.client_settings import ClientSettings


def test_what_the_host_tells_is_taken_over_and_the_rest_passed_by() -> None:
    told = {"stall_ms": 9_000, "thumbnail_px": 256}
    assert ClientSettings.from_mapping(told) == ClientSettings(stall_ms=9_000)


def test_without_a_host_the_link_has_the_same_defaults() -> None:
    assert ClientSettings.from_mapping(Settings().for_client()) == ClientSettings()
