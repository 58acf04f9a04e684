from __future__ import annotations

import re
from pathlib import Path

from tests.chaos.matrix.rows import ROWS

TESTS = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))


def test_the_matrix_has_every_row_once_and_in_order() -> None:
    assert [row.id for row in ROWS] == [f"F{number}" for number in range(1, 29)]


def test_every_row_of_the_matrix_has_a_test_of_its_name() -> None:
    named = {f"F{int(number)}" for number in re.findall(r"^def test_f(\d\d)_", TESTS, re.MULTILINE)}
    assert named == {row.id for row in ROWS}
