from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evergallery.library import names


def test_numbers_sort_by_value_and_case_is_ignored() -> None:
    wanted = ["00012-1.png", "A2.png", "a10.png", "a010b.png", "B1.png"]
    shuffled = wanted[3:] + wanted[:3]
    assert sorted(shuffled, key=names.sort_key) == wanted


def test_bytes_that_are_not_utf8_come_back_and_can_be_shown() -> None:
    name = names.from_stored(b"\xff.png")
    assert names.stored(name) == b"\xff.png"
    assert names.shown(name) == "\ufffd.png"


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_any_two_numbers_sort_by_value(one: int, other: int) -> None:
    keys = names.sort_key(f"x{one}"), names.sort_key(f"x{other}")
    assert (keys[0] < keys[1]) == (one < other)


@given(st.text())
def test_a_key_is_bounded_and_can_be_stored(name: str) -> None:
    key = names.sort_key(name.encode("utf-8", "ignore").decode())
    assert len(key.encode()) < 8000
