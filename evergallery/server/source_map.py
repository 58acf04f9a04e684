"""Where each line of a joined file comes from, for a browser's developer tools (ECMA-426, "mappings").

Nobody else loads it: it is named in the file's last line and asked for when the tools are open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from .js_module import Line

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def source_map(lines: Iterable[Line]) -> str:
    """JSON. Sources are named as the lines name them, relative to the map's own address."""
    sources: dict[str, int] = {}
    mappings: list[str] = []
    last_source = last_number = 0
    for line in lines:
        if not line.module:
            mappings.append("")
            continue
        source = sources.setdefault(line.module, len(sources))
        # Column 0 here is column 0 there; source and line count from those of the segment before.
        segment = (0, source - last_source, line.number - last_number, 0)
        mappings.append("".join(map(_vlq, segment)))
        last_source, last_number = source, line.number
    return json.dumps({"version": 3, "sources": list(sources), "mappings": ";".join(mappings)})


def _vlq(value: int) -> str:
    """Base64, five bits a digit, the lowest first; the lowest bit of all is the sign."""
    rest = -value << 1 | 1 if value < 0 else value << 1
    digits = []
    while True:
        rest, low = rest >> 5, rest & 31
        digits.append(_DIGITS[low | 32 if rest else low])
        if not rest:
            return "".join(digits)
