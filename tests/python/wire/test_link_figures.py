from __future__ import annotations

from evergallery.wire.link_figures import LinkFigures


def test_the_longest_silence_is_kept() -> None:
    figures = LinkFigures()
    for silence_ms in (5, 90, 20):
        figures.heard(silence_ms)
    assert figures.summary()["longest_silence_ms"] == 90


def test_ends_and_fallbacks_are_counted_by_their_reason() -> None:
    figures = LinkFigures()
    figures.closes["1006"] += 1
    figures.closes["1006"] += 1
    figures.fallbacks["socket_refused"] += 1
    summary = figures.summary()
    assert summary["closes"] == {"1006": 2}
    assert summary["fallbacks"] == {"socket_refused": 1}
