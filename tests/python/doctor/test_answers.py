from __future__ import annotations

from typing import Any

import pytest

from evergallery.doctor.answers import Answer, result_of
from tests.python.doctor.vectors import DIAGNOSIS, named


@pytest.mark.parametrize("vector", DIAGNOSIS["answers"], ids=named)
def test_answers_are_told_apart_by_header_and_shape(vector: dict[str, Any]) -> None:
    answer = Answer(vector["status"], vector["headers"], vector["start"], vector["elsewhere"])
    assert result_of(answer) == vector["result"]
    assert answer.by == vector["by"]
