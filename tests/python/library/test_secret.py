from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest

from evergallery.library.secret import SECRET_BYTES, kept_secret


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path / "secret")
    assert len(secret) == SECRET_BYTES
    assert kept_secret(tmp_path / "secret") == secret
    assert kept_secret(tmp_path / "another") != secret
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another", "secret"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    kept_secret(tmp_path / "secret")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("broken", [b"", b"short", b"x" * 99])
def test_a_broken_one_is_made_anew(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "secret").write_bytes(broken)
    (tmp_path / "secret.part").write_bytes(b"of a start that was cut short")
    secret = kept_secret(tmp_path / "secret")
    assert len(secret) == SECRET_BYTES
    assert kept_secret(tmp_path / "secret") == secret


def test_where_it_cannot_be_kept_there_is_one_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "evergallery"):
        assert len(kept_secret(tmp_path / "no folder" / "secret")) == SECRET_BYTES
    assert "could not be kept" in caplog.text
    assert str(tmp_path) not in caplog.text
