from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evergallery.library.metadata.infotext import Infotext, parse
from tests.corpus import infotext

FULL = """a fox, (snow:1.2),
second line: with colon
Negative prompt: blurry,
ugly
Steps: 20, Sampler: Euler a, Size: 512x768, Lora hashes: "one: 12, two: 34", \
Hires prompt: "say \\"x\\"\\nnext", Version: v1.10.1"""


def test_prompt_negative_prompt_and_parameters_are_told_apart() -> None:
    found = parse(FULL)
    assert found.prompt == "a fox, (snow:1.2),\nsecond line: with colon"
    assert found.negative_prompt == "blurry,\nugly"
    assert found.parameters == [
        ("Steps", "20"),
        ("Sampler", "Euler a"),
        ("Size", "512x768"),
        ("Lora hashes", "one: 12, two: 34"),
        ("Hires prompt", 'say "x"\nnext'),
        ("Version", "v1.10.1"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Infotext("", "", [])),
        ("only a prompt: here", Infotext("only a prompt: here", "", [])),
        ("Negative prompt: bad", Infotext("", "bad", [])),
        ("Steps: 20", Infotext("", "", [("Steps", "20")])),
        ('{"3": {"class_type": "KSampler"}}', Infotext("", "", [])),
        (
            'a\nSteps: 1, Broken: "no end',
            Infotext("a", "", [("Steps", "1"), ("Broken", '"no end')]),
        ),
    ],
)
def test_what_is_missing_is_empty(text: str, found: Infotext) -> None:
    assert parse(text) == found


def test_the_corpus_is_understood() -> None:
    for number in range(50):
        found = parse(infotext(number, 5, 512, 768))
        assert dict(found.parameters)["Seed"] == "5"
        assert found.prompt
        assert found.negative_prompt


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    parse(text)


@pytest.mark.parametrize(
    "evil",
    ['a: "' * 16_000, "x:" * 32_000, "a " * 32_000, 'k: "' + '\\"' * 30_000, "a: b," * 13_000],
)
def test_hostile_text_gives_a_bounded_answer(evil: str) -> None:
    for text in (evil, f"Steps: 1, {evil}"):
        found = parse(text)
        assert len(found.parameters) <= 200
        assert len(found.prompt) <= len(text)
