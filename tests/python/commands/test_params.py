from __future__ import annotations

from typing import Any

import msgspec
import pytest

from evergallery.commands.params import Count, Id, Limit, NoParams, ViewKey, Words


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Id, 1), (Id, 2**53 - 1), (Count, 0), (Limit, 240), (ViewKey, "k"), (Words, "w" * 1000)],
)
def test_a_value_within_bounds_is_taken(kind: Any, value: object) -> None:
    assert msgspec.convert(value, kind) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Id, 0), (Id, 2**53), (Id, 1.5), (Id, True), (Id, "1"), (Count, -1), (Limit, 0), (Limit, 241),
        (ViewKey, ""), (ViewKey, "k" * 129), (Words, "w" * 1001), (Words, None),
    ],
)  # fmt: skip
def test_a_value_out_of_bounds_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, kind)


def test_a_command_without_parameters_passes_over_what_it_is_given() -> None:
    assert msgspec.convert({"from": "the future"}, NoParams) == NoParams()
