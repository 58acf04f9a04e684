from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from evergallery.library.answers import Splice
from evergallery.library.splices import splice_between

IDS = st.lists(st.integers(0, 5), max_size=30)


def applied(old: list[int], new: list[int], splice: Splice) -> list[int]:
    inserted = new[splice.offset : splice.offset + splice.inserted]
    return old[: splice.offset] + inserted + old[splice.offset + splice.removed :]


@given(IDS, IDS)
def test_a_splice_leads_from_any_list_to_any_other(old: list[int], new: list[int]) -> None:
    splice = splice_between(array("q", old), array("q", new))
    assert applied(old, new, splice) == new
    assert splice.offset + splice.removed <= len(old)


@given(IDS, st.integers(1, 3), st.data())
def test_one_stretch_that_was_added_is_all_that_is_told(
    old: list[int], more: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(old)))
    new = old[:at] + [99] * more + old[at:]
    splice = splice_between(array("q", old), array("q", new))
    assert splice == Splice(at, 0, more)


def test_long_lists_are_compared_in_blocks_to_the_item() -> None:
    old = list(range(20_000))
    new = [*old[:9_001], -1, *old[9_003:]]
    assert splice_between(array("q", old), array("q", new)) == Splice(9_001, 2, 1)


def test_equal_lists_need_nothing() -> None:
    ids = array("q", range(10_000))
    assert splice_between(ids, ids) == Splice(10_000, 0, 0)
