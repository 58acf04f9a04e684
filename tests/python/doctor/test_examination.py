from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from starlette.responses import Response

from evergallery.doctor import http_probes, socket_probes
from evergallery.doctor.examination import examine
from evergallery.doctor.outcomes import Outcome, probe_names
from evergallery.errors import SettingsInvalid
from tests.python.doctor.conftest import saying


class Notes:
    """Progress that remembers."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.ends: list[str] = []

    def begins(self, names: Sequence[str]) -> None:
        self.names = list(names)

    def ended(self, outcome: Outcome) -> None:
        self.ends.append(outcome.probe)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only waits is tested where it is."""
    for module, kind in ((http_probes, "parked"), (socket_probes, "idle")):
        monkeypatch.setattr(module, kind, lambda _, __, s, k=kind: Outcome(f"{k}_{s}", "ok"))


def test_a_healthy_gallery_is_fine_in_every_row(base: str) -> None:
    notes = Notes()
    found = examine(base, None, True, notes)
    assert found.base == base
    assert [one.probe for one in found.outcomes] == notes.names == probe_names(True)
    assert {one.probe for one in found.outcomes if not one.is_ok} == {"login"}
    assert found.diagnosis.exit_code == 0
    assert sorted(notes.ends) == sorted(notes.names)


def test_where_the_door_is_shut_nothing_else_is_tried(serve: Callable[[Any], str]) -> None:
    found = examine(serve(saying(lambda _: Response("", 502))), None, True, Notes())
    assert [one.probe for one in found.outcomes] == ["gallery", "login"]
    assert (found.base, found.diagnosis.exit_code) == ("", 2)


def test_what_is_no_address_is_no_examination() -> None:
    with pytest.raises(SettingsInvalid):
        examine("no address at all", None, True, Notes())
