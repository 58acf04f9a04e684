from __future__ import annotations

import json

from evergallery.server.js_module import Line
from evergallery.server.source_map import source_map

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def places(text: str) -> list[tuple[str, int] | None]:
    """The other way round: for each line its source and the line there."""
    document = json.loads(text)
    found: list[tuple[str, int] | None] = []
    source = number = 0
    for group in document["mappings"].split(";"):
        if not group:
            found.append(None)
            continue
        column, source_step, number_step, source_column = decoded(group)
        assert column == source_column == 0
        source, number = source + source_step, number + number_step
        found.append((document["sources"][source], number))
    return found


def decoded(group: str) -> list[int]:
    values, value, shift = [], 0, 0
    for digit in map(DIGITS.index, group):
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            values.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return values


def test_each_line_leads_to_its_place_in_its_source() -> None:
    numbers = [0, 1, 15, 16, 17, 1000, 3]
    lines = [Line("x", "a.mjs", number) for number in numbers]
    assert places(source_map(lines)) == [("a.mjs", number) for number in numbers]


def test_a_line_of_no_source_leads_nowhere() -> None:
    lines = [
        Line("// a.mjs"),
        Line("x", "a.mjs", 4),
        Line("y", "view/b.mjs", 2),
        Line("z"),
        Line("w", "a.mjs", 5),
    ]
    assert places(source_map(lines)) == [
        None,
        ("a.mjs", 4),
        ("view/b.mjs", 2),
        None,
        ("a.mjs", 5),
    ]


def test_it_is_a_map_as_browsers_read_it() -> None:
    # Written by hand after ECMA-426: column, source, line, column, each a difference.
    document = json.loads(source_map([Line("x", "a.mjs", 0), Line("y", "b.mjs", 1)]))
    assert document == {"version": 3, "sources": ["a.mjs", "b.mjs"], "mappings": "AAAA;ACCA"}
