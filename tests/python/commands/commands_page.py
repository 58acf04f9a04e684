"""What docs/commands.md must say, made from the tables in the code.

`python -m tests.python.commands.commands_page` prints the tables, to be taken over after a change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec import NODEFAULT, inspect

from evergallery.commands import COMMANDS, EVENTS, Command

PAGE = Path(__file__).resolve().parents[3] / "docs" / "commands.md"

_ROW = "[id, name, width, height, mtime_s, size_bytes, version, kind, color, marks]"

_PLAIN_WORDS: dict[type, str] = {
    inspect.NoneType: "null",
    inspect.BoolType: "true or false",
    inspect.FloatType: "number",
    inspect.DictType: "object",
}


def documented(name: str) -> str:
    """The page's section about `name`; "" when there is none."""
    sections = PAGE.read_text(encoding="utf-8").split("\n### ")[1:]
    return next((section for section in sections if section.startswith(f"`{name}`\n")), "")


def documented_names() -> list[str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("### ").strip("`") for line in lines if line.startswith("### ")]


def command_tables(command: Command) -> list[str]:
    return [_params(command.params), _fields(command.result, "Result")]


def event_table(body: type[msgspec.Struct]) -> str:
    return _fields(body, "Data")


def _params(struct: type[msgspec.Struct]) -> str:
    fields = _fields_of(struct)
    if not fields:
        return "Parameters: `{}`"
    rows = [f"| `{f.name}` | {_words(f.type)} | {_default(f)} |" for f in fields]
    return "\n".join(["| parameter | kind | default |", "|---|---|---|", *rows])


def _fields(struct: type[msgspec.Struct], title: str) -> str:
    fields = _fields_of(struct)
    if not fields:
        return f"{title}: `{{}}`"
    rows = [f"| `{field.name}` | {_words(field.type)} |" for field in fields]
    return "\n".join([f"| {title.lower()} | kind |", "|---|---|", *rows])


def _fields_of(struct: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return info.fields


def _default(field: inspect.Field) -> str:
    return (
        "required"
        if field.default is NODEFAULT
        else f"`{msgspec.json.encode(field.default).decode()}`"
    )


def _words(kind: Any) -> str:
    if isinstance(kind, inspect.UnionType):
        return " or ".join(map(_words, kind.types))
    if isinstance(kind, inspect.IntType):
        return "whole number" + _bounds(kind.ge, kind.le)
    if isinstance(kind, inspect.StrType):
        return "text" + _bounds(kind.min_length, kind.max_length, " characters")
    if isinstance(kind, inspect.LiteralType):
        return ", ".join(f"`{value}`" for value in kind.values)
    if isinstance(kind, inspect.StructType):
        return "{" + ", ".join(field.name for field in kind.fields) + "}"
    if isinstance(kind, inspect.TupleType):
        return (
            _ROW if len(kind.item_types) == 10 else f"[{', '.join(map(_words, kind.item_types))}]"
        )
    if isinstance(kind, (inspect.ListType, inspect.CollectionType)):
        return f"list of {_words(kind.item_type)}"
    return _PLAIN_WORDS[type(kind)]


def _bounds(low: int | None, high: int | None, unit: str = "") -> str:
    if high is None:
        return ""
    shown = "2⁵³−1" if high == 2**53 - 1 else str(high)
    return f", {low or 0} … {shown}{unit}"


if __name__ == "__main__":
    for command_name, entry in COMMANDS.items():
        print(f"### `{command_name}`", *command_tables(entry), "", sep="\n\n")
    for event_name, event_body in EVENTS.items():
        print(f"### `{event_name}`", event_table(event_body), "", sep="\n\n")
