from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evergallery.library import ViewQuery
from evergallery.library.index import Index
from evergallery.library.search import conditions
from tests.python.library.scene import picture, showing

PROMPTS = {
    "one.png": "A red Fox in snow, (detailed:1.2) <lora:add_detail:0.8>",
    "two.png": "Café at night\nNegative prompt: fox, blurry",
    "three.png": '赛博朋克的城市, 100% "real" C:\\path',
    "red_panda-00012.png": "",
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("fox", ["one.png", "two.png"]),
        ("FOX sno", ["one.png"]),
        ("fox snow night", []),
        ("cafe", ["two.png"]),
        ("red", ["one.png", "red_panda-00012.png"]),
        ("00012", ["red_panda-00012.png"]),
        ("add_det", ["one.png"]),
        ("朋克", ["three.png"]),
        ("朋克 REAL", ["three.png"]),
        ("100%", ["three.png"]),
        ("%", ["three.png"]),
        ("\\", ["three.png"]),
        ("", ["one.png", "red_panda-00012.png", "three.png", "two.png"]),
    ],
)
def test_every_word_must_begin_a_word_of_name_or_infotext(
    out: Path, words: str, found: list[str]
) -> None:
    for name, text in PROMPTS.items():
        picture(out / name, text)
    with showing(out) as scene:
        assert scene.names(ViewQuery(words=words, sort="name", descending=False)) == found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = Index(tmp_path_factory.mktemp("data") / "library.db", lambda: None)
    index.open()
    yield index
    index.close()


@pytest.mark.parametrize(
    "words",
    ['"', "fox AND", "NOT", "NEAR(a b)", "name:x", "*", "^a", "a\0b", "'; --", "\ud800", "-a"],
)
def test_nothing_a_person_types_is_an_operator(index: Index, words: str) -> None:
    with index.reading() as db:
        for condition in conditions(words):
            db.execute(condition.sql, condition.values).fetchall()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(words=st.text(max_size=40))
def test_no_text_is_a_syntax_error(index: Index, words: str) -> None:
    with index.reading() as db:
        for condition in conditions(words):
            db.execute(condition.sql, condition.values).fetchall()


def test_a_flood_of_words_is_bounded() -> None:
    (condition,) = conditions(" ".join(f"word{number}" for number in range(10_000)))
    assert condition.values[0].count(" AND ") < 32
