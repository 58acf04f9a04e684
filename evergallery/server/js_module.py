"""One of our JavaScript modules taken apart: what it imports, what it exports, and its code.

No JavaScript is parsed here. Our sources are formatted by Biome and import and export by name, which leaves few ways
to write either, always at the start of a line. What is written otherwise is refused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

_IMPORT = re.compile(r'import \{([\w$,\s]*)\} from "(\.[^"]+)";')
_DECLARED = re.compile(r"export ((?:async )?function\*? |class |const )([\w$]+)(?=[\s(=])")
_LISTED = re.compile(r"export \{([\w$,\s]*)\};")
_NAME = re.compile(r"[\w/]+\.mjs")
_KEYWORD = re.compile(r"(?:import|export)\b(?!\.)")
_DYNAMIC = re.compile(r"\bimport\s*\(")
_COMMENT_BEHIND = re.compile(r"/\*.*?\*/")
_META = "import.meta"


class NotUnderstood(Exception):
    """A module is written in a way that cannot be joined with others; says where and what."""


@dataclass(frozen=True)
class Line:
    """One line of code, and where it stands in which module; number from 0. "" for a line of no module."""

    text: str
    module: str = ""
    number: int = 0


@dataclass(frozen=True)
class Binding:
    """`inner as outer` of an export; of an import `outer` is the other module's name for it."""

    outer: str
    inner: str


@dataclass(frozen=True)
class JsModule:
    """`imports`: name of a module → what is taken from it. `code`: without imports, comments and `export`."""

    name: str
    imports: dict[str, tuple[Binding, ...]]
    exports: tuple[Binding, ...]
    code: tuple[Line, ...]

    @property
    def has_meta(self) -> bool:
        return any(_META in line.text for line in self.code)


def read_module(name: str, text: str) -> JsModule:
    """`name` is its path among the others: "view/grid.mjs". Raises NotUnderstood."""
    if not _NAME.fullmatch(name):
        raise NotUnderstood(f"{name}: a module's name has letters, digits, _ and / only")
    imports: dict[str, tuple[Binding, ...]] = {}
    exports: list[Binding] = []
    code: list[Line] = []
    for line in _statements(name, text):
        _refuse(line)
        if imported := _IMPORT.fullmatch(line.text):
            source = posixpath.normpath(posixpath.join(posixpath.dirname(name), imported[2]))
            imports[source] = imports.get(source, ()) + _bindings(imported[1], is_import=True)
        elif listed := _LISTED.fullmatch(line.text):
            exports += _bindings(listed[1], is_import=False)
        elif declared := _DECLARED.match(line.text):
            exports.append(Binding(declared[2], declared[2]))
            code.append(Line(line.text.removeprefix("export "), name, line.number))
        elif _KEYWORD.match(line.text):
            raise _error(line, "this way of importing or exporting")
        else:
            code.append(line)
    return JsModule(name, imports, tuple(exports), tuple(code))


def _statements(name: str, text: str) -> Iterator[Line]:
    """Lines of code; an import or a list of exports that is broken over several lines is one."""
    parts: list[str] = []
    first = 0
    for line in _lines_of_code(name, text):
        if not parts:
            first = line.number
            if not line.text.startswith(("import {", "export {")):
                yield line
                continue
        parts.append(line.text)
        if line.text.endswith(";"):
            yield Line(" ".join(parts), name, first)
            parts.clear()
    if parts:
        raise NotUnderstood(f"{name}:{first + 1}: no end of this import or export")


def _lines_of_code(name: str, text: str) -> Iterator[Line]:
    """Without empty lines, and without comments that stand alone or before code.

    Where a line ends in a template (an odd number of backticks since the last end) the next stays as it is.
    """
    is_comment = is_template = False
    for number, whole in enumerate(text.split("\n")):
        code = whole
        if not is_template:
            code, is_comment = _without_comment(whole, is_comment)
        if code or is_template:
            yield Line(code, name, number)
        is_template ^= _COMMENT_BEHIND.sub("", code).count("`") % 2 == 1


def _without_comment(whole: str, is_comment: bool) -> tuple[str, bool]:
    """The code of a line that begins inside a comment or not, and whether the next begins inside one."""
    rest = whole.strip()
    while is_comment or rest.startswith("/*"):
        _, end, rest = rest.partition("*/")
        if not end:
            return "", True
        is_comment, rest = False, rest.lstrip()
    if not rest or rest.startswith("//"):
        return "", False
    indent = whole[: len(whole) - len(whole.lstrip())]
    return indent + rest, False


def _refuse(line: Line) -> None:
    """What a bundle has no way to say."""
    code = _COMMENT_BEHIND.sub("", line.text)
    if _DYNAMIC.search(code):
        raise _error(line, "import()")
    if not line.text[:1].isspace() and re.search(r"\bawait\b", code) and "async" not in code:
        raise _error(line, "await outside of a function")


def _error(line: Line, what: str) -> NotUnderstood:
    return NotUnderstood(f"{line.module}:{line.number + 1}: {what} is not understood: {line.text}")


def _bindings(listed: str, *, is_import: bool) -> tuple[Binding, ...]:
    """Of `a, b as c`."""
    pairs = [part.split() for part in listed.split(",") if part.strip()]
    if is_import:
        return tuple(Binding(outer=words[0], inner=words[-1]) for words in pairs)
    return tuple(Binding(outer=words[-1], inner=words[0]) for words in pairs)
