from __future__ import annotations

import pytest

from evergallery.wire.messages import PartBody, parts_of
from evergallery.wire.parts import Parts


@pytest.mark.parametrize("text", ["x", "é𝕏" * 20_000, "a" * 15_000, "a" * 15_001])
def test_what_was_cut_comes_out_whole_with_the_last_part(text: str) -> None:
    parts = Parts()
    outcomes = [parts.add(part) for part in parts_of(text)]
    assert outcomes == [None] * (len(outcomes) - 1) + [text]


def test_the_next_message_begins_anew() -> None:
    parts = Parts()
    assert parts.add(PartBody("one", last=True)) == "one"
    assert parts.add(PartBody("two", last=True)) == "two"
