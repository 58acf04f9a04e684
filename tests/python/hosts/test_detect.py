from __future__ import annotations

import sys

import pytest

from evergallery.hosts.a1111 import A1111Host
from evergallery.hosts.detect import detect
from evergallery.hosts.sdnext import SdNextHost
from tests.hosts.fake_web_ui import FakeWebUi


def test_a1111_and_its_forks_are_one_host(a1111: FakeWebUi) -> None:
    assert type(detect()) is A1111Host


def test_sdnext_is_known_by_how_it_resolves_folders(sdnext: FakeWebUi) -> None:
    assert type(detect()) is SdNextHost


def test_an_older_sdnext_is_known_by_its_control_tab(sdnext: FakeWebUi) -> None:
    del sys.modules["modules.paths"].resolve_output_path
    assert type(detect()) is SdNextHost


def test_outside_of_a_web_ui_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "modules"]:
        monkeypatch.delitem(sys.modules, name)
    assert detect() is None
