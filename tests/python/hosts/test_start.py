from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from evergallery.hosts import detect
from evergallery.hosts.extension_root import extension_root
from evergallery.hosts.start import start
from tests.hosts.fake_web_ui import FakeWebUi

SCRIPT = str(extension_root() / "scripts/evergallery_main.py")


def test_starting_registers_callbacks(a1111: FakeWebUi) -> None:
    start(SCRIPT)
    assert all(len(callbacks) == 1 for callbacks in a1111._callbacks.values())


def test_a_second_copy_is_left_alone_with_one_line(
    a1111: FakeWebUi, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    start(str(tmp_path / "extensions/evergallery-2/scripts/evergallery_main.py"))
    assert not any(a1111._callbacks.values())
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "two copies are installed" in record.getMessage()
    assert "evergallery-2" in record.getMessage()


def test_a_link_to_this_copy_is_no_second_copy(a1111: FakeWebUi, tmp_path: Path) -> None:
    link = tmp_path / "evergallery"
    link.symlink_to(extension_root(), target_is_directory=True)
    start(str(link / "scripts/evergallery_main.py"))
    assert a1111._callbacks["ui_tabs"]


def test_a_second_start_stops_the_first(a1111: FakeWebUi) -> None:
    start(SCRIPT)
    first: Any = a1111.shared._evergallery_host
    start(SCRIPT)
    assert a1111.shared._evergallery_host is not first
    assert first._assembly._stopped


def test_outside_of_a_web_ui_nothing_happens_but_a_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(detect, "_has_callbacks", lambda: False)
    start(SCRIPT)
    assert "no web UI is known here" in caplog.text


def test_no_error_ever_reaches_the_web_ui(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise ImportError("modules.shared is not what it was")

    monkeypatch.setattr(detect, "detect", fails)
    start(SCRIPT)
    assert "Evergallery: starting failed (ImportError" in caplog.text
