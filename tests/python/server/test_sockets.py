from __future__ import annotations

import pytest

from evergallery.server import sockets


def test_sockets_are_promised_where_a_library_can_upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "LIBRARIES", ("no_such_library", "json"))
    assert sockets.can_upgrade()


def test_no_sockets_are_promised_without_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "LIBRARIES", ("no_such_library",))
    assert not sockets.can_upgrade()
