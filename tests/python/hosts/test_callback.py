from __future__ import annotations

import logging

import pytest

from evergallery.hosts.callback import safe


def broken(*_: object) -> str:
    raise RuntimeError("no such luck")


def test_an_error_becomes_one_line_that_says_whose_it_is(caplog: pytest.LogCaptureFixture) -> None:
    assert safe("adding its tab", broken)(1, 2) is None
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == (
        "Evergallery: adding its tab failed (RuntimeError: no such luck); the web UI is not affected."
    )
    assert not record.exc_info


def test_the_traceback_comes_at_level_debug(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "evergallery"):
        safe("adding its tab", broken)()
    assert caplog.records[0].exc_info


def test_a_callback_that_works_is_not_changed() -> None:
    assert safe("adding", lambda first, second: first + second)(1, 2) == 3
