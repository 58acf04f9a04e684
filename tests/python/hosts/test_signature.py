from __future__ import annotations

from evergallery.hosts.signature import accepted, call_accepted, knows


def function(first: int, *, second: int = 2) -> tuple[int, int]:
    return first, second


def test_only_arguments_the_function_names_are_accepted() -> None:
    assert accepted(function, {"second": 5, "third": 6}) == {"second": 5}


def test_unknown_arguments_are_left_out_of_the_call() -> None:
    assert call_accepted(function, 1, second=7, head="<b>") == (1, 7)


def test_a_name_in_the_signature_is_known() -> None:
    assert knows(function, "second")
    assert not knows(function, "js")
