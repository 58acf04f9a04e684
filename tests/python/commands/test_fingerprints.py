from __future__ import annotations

from evergallery.commands.fingerprints import fingerprint_of


def test_the_same_answer_has_the_same_fingerprint_and_another_one_another() -> None:
    assert fingerprint_of((1, ["a"])) == fingerprint_of([1, ("a",)])
    assert fingerprint_of((1, ["a"])) != fingerprint_of((1, ["b"]))


def test_a_fingerprint_fits_into_the_parameter_that_brings_it_back() -> None:
    assert 0 < len(fingerprint_of("")) <= 64
