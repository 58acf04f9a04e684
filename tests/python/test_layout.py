"""Every source file has its test file, and every test file its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Sources that only a whole program can show at work -> the test file that does.
TESTED_ELSEWHERE: dict[str, str] = {
    "evergallery/__main__.py": "tests/install/test_run.py",
    "javascript/evergallery/hosts/host_of.mjs": "tests/js/hosts/web_ui.test.mjs",
    "javascript/evergallery/hosts/plain_page.mjs": "tests/browser/test_lifetime.py",
    "javascript/evergallery/io/transport.mjs": "tests/js/io/poll_transport.test.mjs",
}

# What only a browser can show is tested there, by behaviour and not by file.
SEEN_IN_THE_BROWSER = ("javascript/evergallery/view/", "javascript/evergallery/app.mjs")

# Tests that stand for no single source file, each with what it stands for.
TESTS_OF_THE_WHOLE: dict[str, str] = {
    "tests/python/test_layout.py": "this file",
    "tests/js/entry/evergallery.test.mjs": "the entry, which the host loads",
    "tests/python/wire/test_random_walk.py": "a client and a server together",
}


def python_sources() -> dict[str, str]:
    """Source -> its test file. An __init__.py only gathers names."""
    return {
        name_of(path): f"tests/python/{place.with_name(f'test_{place.name}').as_posix()}"
        for path in (ROOT / "evergallery").rglob("*.py")
        if (place := path.relative_to(ROOT / "evergallery")).name != "__init__.py"
    }


def js_sources() -> dict[str, str]:
    folder = ROOT / "javascript" / "evergallery"
    return {
        name_of(path): f"tests/js/{path.relative_to(folder).with_suffix('.test.mjs').as_posix()}"
        for path in folder.rglob("*.mjs")
        if not holds_only_types(path)
    }


def holds_only_types(path: Path) -> bool:
    """A module of JSDoc types has nothing that could run."""
    code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return code.strip() == "export {};"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SOURCES = python_sources() | js_sources()


@pytest.mark.parametrize(
    "source", sorted(name for name in SOURCES if not name.startswith(SEEN_IN_THE_BROWSER))
)
def test_each_source_has_its_test_file(source: str) -> None:
    test = TESTED_ELSEWHERE.get(source, SOURCES[source])
    assert (ROOT / test).is_file(), f"{test} does not exist"


def test_no_test_file_has_lost_its_source() -> None:
    tests = [
        *(ROOT / "tests" / "python").rglob("test_*.py"),
        *(ROOT / "tests" / "js").rglob("*.test.mjs"),
    ]
    of_none = {name_of(path) for path in tests} - set(SOURCES.values())
    assert of_none == TESTS_OF_THE_WHOLE.keys()


def test_an_exception_is_dropped_when_it_is_none_any_more() -> None:
    assert TESTED_ELSEWHERE.keys() - SOURCES.keys() == set(), "no such source"
    own = [source for source in TESTED_ELSEWHERE if (ROOT / SOURCES[source]).is_file()]
    assert own == [], "they have a test file of their own by now"
