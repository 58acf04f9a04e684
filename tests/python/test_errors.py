from __future__ import annotations

import inspect

from evergallery import errors
from evergallery.errors import EvergalleryError

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, EvergalleryError) and kind is not EvergalleryError
]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes) == len(KINDS)


def test_the_documented_tree_is_the_real_one() -> None:
    for kind in KINDS:
        line = next(line for line in (errors.__doc__ or "").splitlines() if kind.__name__ in line)
        assert kind.code in line.split()


def test_every_message_is_a_sentence_for_a_person() -> None:
    for kind in KINDS:
        assert kind().message.endswith(".")
        assert kind("In other words.").message == "In other words."
