"""The infotext of AUTOMATIC1111, Forge and SD.Next taken apart.

Three parts: the prompt (any number of lines), `Negative prompt: ` (any number of lines), and a last
line `Steps: 20, Sampler: …` of comma-separated pairs whose values may be JSON strings.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_NEGATIVE = "Negative prompt:"
_PAIR = re.compile(r'\s*(\w[\w \-/+.]{0,60}):\s*("(?:\\.|[^\\"]){0,20000}"|[^,]{0,4000})(?:,|$)')
_PARAMETERS_MAX = 200
_FEWEST_PAIRS = 3
"""As the hosts do: a last line with fewer pairs is still prompt, which may contain colons too."""


class Infotext(NamedTuple):
    """`parameters` keep the order of the text."""

    prompt: str
    negative_prompt: str
    parameters: list[tuple[str, str]]


def parse(text: str) -> Infotext:
    """Never raises; what is not understood stays in the prompt. JSON (ComfyUI) has no prompt line."""
    text = text.strip()
    if text[:1] in ("{", "["):
        return Infotext("", "", [])
    lines = text.split("\n")
    parameters = _parameters(lines[-1])
    if parameters:
        lines = lines[:-1]
    prompt, negative_prompt = _prompts(lines)
    return Infotext(prompt, negative_prompt, parameters)


def _prompts(lines: list[str]) -> tuple[str, str]:
    """The negative prompt starts at the first line that says so, and goes on to the end."""
    for number, line in enumerate(lines):
        if line.strip().startswith(_NEGATIVE):
            rest = [line.strip()[len(_NEGATIVE) :], *lines[number + 1 :]]
            return "\n".join(lines[:number]).strip(), "\n".join(rest).strip()
    return "\n".join(lines).strip(), ""


def _parameters(line: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    position = 0
    while len(pairs) < _PARAMETERS_MAX and (pair := _PAIR.match(line, position)):
        pairs.append((pair[1].strip(), _unquoted(pair[2].strip())))
        position = pair.end()
    return pairs if len(pairs) >= _FEWEST_PAIRS or line.startswith("Steps: ") else []


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return value
    try:
        return str(json.loads(value))
    except ValueError:
        return value
