from __future__ import annotations

from tests.vectors.replay_twins import assert_as_written


def test_it_does_what_the_vectors_say_as_its_javascript_twin_does() -> None:
    assert_as_written("LinkMemory")
