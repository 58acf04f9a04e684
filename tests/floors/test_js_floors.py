"""Who may import whom in javascript/, and which of the browser's names each floor may say.

The sources are read as text: comments, strings and regular expressions are blanked first, what stands
inside `${…}` stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
JAVASCRIPT = ROOT / "javascript"
SOURCES = sorted(JAVASCRIPT.rglob("*.mjs"))

# util <- wire | layout | model <- io <- view | hosts <- app <- evergallery.mjs
MAY_IMPORT: dict[str, set[str]] = {
    "util": {"util"},
    "wire": {"util", "wire"},
    "layout": {"util", "layout"},
    "model": {"util", "model"},
    "io": {"util", "wire", "layout", "model", "io"},
    "view": {"util", "wire", "layout", "model", "io", "view"},
    "hosts": {"util", "wire", "layout", "model", "io", "hosts"},
    "app": {"util", "wire", "layout", "model", "io", "view", "hosts"},
    "entry": set(),  # it finds the app by the address that the host's page carries
}

DOM = {"document", "window", "self", "customElements", "HTMLElement", "MutationObserver"}
OUTSIDE = {
    "WebSocket", "fetch", "XMLHttpRequest", "EventSource", "BroadcastChannel",
    "indexedDB", "localStorage", "sessionStorage", "caches",
    "setTimeout", "setInterval", "clearTimeout", "clearInterval",
}  # fmt: skip
CLOCK = {"Date", "performance", "requestAnimationFrame", "queueMicrotask", "crypto"}
NODE = {"process", "Buffer", "require", "module", "global"}

PURE = DOM | OUTSIDE | NODE | {"globalThis", "navigator", "location"}
MAY_NOT_SAY: dict[str, set[str]] = {
    "util": PURE,
    "wire": PURE | CLOCK,
    "layout": PURE | CLOCK,
    "model": PURE,
    "io": {"document", "customElements", "HTMLElement"} | NODE,
    "view": OUTSIDE | NODE,
    "hosts": OUTSIDE | NODE,
    "app": OUTSIDE | NODE,
    "entry": OUTSIDE - {"setTimeout", "clearTimeout"}
    | NODE,  # a program that never comes is nobody's to notice but its
}

# Text of a peer or a file must never become markup or code, on no floor.
DANGEROUS = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|eval)\b"
)

TOKEN = re.compile(
    r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<regex>(?:(?<=[=(,:;!&|?{}\[\n])|(?<=return)|(?<==>))\s*
        /(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*)
  | (?P<template>`)
  | (?P<open>\{)
  | (?P<close>\})
    """,
    re.VERBOSE | re.DOTALL,
)
TEMPLATE_PART = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(`|\$\{)", re.DOTALL)

# The module names of import statements stand in strings, so they are looked for in the text with its
# strings: `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`.
IMPORTS = re.compile(
    r"""(?m)^(?:import|export)\b[^"';]*?from\s*["']([^"']+)["']"""
    r"""|^import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)"""
)


def code_of(text: str, keep_strings: bool = False) -> str:
    """The source with comments, regular expressions and (unless kept) strings blanked."""
    return "".join(_pieces(text, keep_strings))


def _pieces(text: str, keep_strings: bool) -> Iterator[str]:
    position, braces = 0, [0]  # one counter of open braces per `${` we are inside of
    while found := TOKEN.search(text, position):
        yield text[position : found.start()]
        kind, token, position = found.lastgroup, found[0], found.end()
        if kind in {"open", "close"}:
            braces[-1] += 1 if kind == "open" else -1
            if braces[-1] < 0:  # the end of `${…}`: the template goes on
                braces.pop()
                kind, token = "template", "`"
            else:
                yield token
        if kind == "template":
            part = TEMPLATE_PART.match(text, position)
            assert part, f"a template has no end: {text[position : position + 40]!r}"
            position = part.end()
            yield " "
            if part[1] == "${":
                braces.append(0)
        elif kind == "string":
            yield token if keep_strings else '""'
        elif kind in {"comment", "regex"}:
            yield "\n" * token.count("\n") or " "
    yield text[position:]


def floor_of(path: Path) -> str:
    """`util`, `wire` … by folder; `app` for app.mjs; `entry` for javascript/evergallery.mjs."""
    parts = path.relative_to(JAVASCRIPT).parts
    if len(parts) == 1:
        return "entry"
    return parts[1] if len(parts) > 2 else parts[1].removesuffix(".mjs")


def imports_of(path: Path) -> list[str]:
    code = code_of(path.read_text(encoding="utf-8"), keep_strings=True)
    return [next(filter(None, found)) for found in IMPORTS.findall(code)]


def names_said(code: str, names: set[str]) -> set[str]:
    """Which of `names` occur as names of their own: not as `.name`, `#name` or `name:`."""
    words = "|".join(sorted(names))
    pattern = rf"(?<![.\w$#])(?:(?:window|globalThis|self)\.)?({words})(?![\w$])(?!\s*:)"
    return set(re.findall(pattern, code))


def module_level(code: str) -> str:
    """What stands outside of every brace."""
    depth, kept = 0, []
    for character in code:
        depth -= character == "}"
        if depth == 0:
            kept.append(character)
        depth += character == "{"
    return "".join(kept)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_source = pytest.mark.parametrize("path", SOURCES, ids=name_of)


@every_source
def test_a_file_belongs_to_a_floor(path: Path) -> None:
    assert floor_of(path) in MAY_IMPORT


@every_source
def test_a_file_imports_only_from_its_floor_and_those_below(path: Path) -> None:
    for name in imports_of(path):
        assert name.startswith("."), f"{name} is no file of ours"
        target = (path.parent / name).resolve()
        assert target.suffix == ".mjs", f"{name} must carry its .mjs"
        assert target.is_file(), f"{name} does not exist"
        assert floor_of(target) in MAY_IMPORT[floor_of(path)], f"{name} is not below"


@every_source
def test_a_file_says_only_the_names_of_its_floor(path: Path) -> None:
    code = code_of(path.read_text(encoding="utf-8"))
    assert names_said(code, MAY_NOT_SAY[floor_of(path)]) == set()


@every_source
def test_no_data_becomes_markup_or_code(path: Path) -> None:
    assert DANGEROUS.findall(code_of(path.read_text(encoding="utf-8"))) == []


@every_source
def test_a_module_keeps_no_state_of_its_own(path: Path) -> None:
    code = module_level(code_of(path.read_text(encoding="utf-8")))
    assert re.findall(r"(?m)(?:^|[;}])\s*(?:export\s+)?(?:let|var)\s.*", code) == []
    assert re.findall(r"(?m)^.*=\s*new (?:Weak)?(?:Map|Set)\(\s*\).*", code) == []


def test_no_file_imports_itself_in_a_circle() -> None:
    graph = {
        path: [(path.parent / name).resolve() for name in imports_of(path)] for path in SOURCES
    }
    done: set[Path] = set()

    def visit(path: Path, way: tuple[Path, ...]) -> None:
        assert path not in way, " -> ".join(map(name_of, (*way, path)))
        if path not in done:
            for target in graph.get(path, []):
                visit(target, (*way, path))
            done.add(path)

    for path in SOURCES:
        visit(path, ())


def test_only_the_entry_is_loaded_by_the_host() -> None:
    assert [path.name for path in JAVASCRIPT.glob("*") if path.is_file()] == ["evergallery.mjs"]


# ---- the reader itself ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("fetch(url)", True),
        ("window.fetch(url)", True),
        ("const get = options.fetch;", False),
        ("const { fetch: get } = options;", False),
        ("// fetch(url)", False),
        ('"fetch(url)"', False),
        ("`fetch ${name}`", False),
        ("`a ${fetch(url)} b`", True),
        ("`a ${ {b: `${1}`} } fetch`", False),
        ("const pattern = /fetch/g;", False),
        ("return /'fetch/.test(x)", False),
        ("const half = a / b; fetch(c / d)", True),
        ("prefetch(url)", False),
        ("'//'; fetch(url)", True),
    ],
)
def test_names_are_found_in_code_and_nowhere_else(source: str, said: bool) -> None:
    assert bool(names_said(code_of(source), {"fetch"})) is said
