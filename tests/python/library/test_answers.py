from __future__ import annotations

import dataclasses

import pytest

from evergallery.library import answers


@pytest.mark.parametrize("answer", [answers.Change(), answers.Status(), answers.ViewQuery()])
def test_answers_cannot_be_altered_by_whoever_shares_them(answer: object) -> None:
    assert dataclasses.is_dataclass(answer)
    field = dataclasses.fields(answer)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(answer, field, None)


def test_nobody_has_to_listen() -> None:
    answers.ignore(answers.Change())
