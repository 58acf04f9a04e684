"""Runs inside the developer's environment: measures the named benches, writes their bars as JSON.

    python tests/run/measure.py OUTPUT.json quick|full [NAME…]

A bench is a file tests/bench/bench_NAME.py with `bars(quick: bool)`, which gives mappings of
{name: str, value: float, unit: str, bar: float, ok: bool}. A value that is no number (it never came
to an end) is null in the document.
"""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from places import ROOT

BENCHES = ROOT / "tests" / "bench"
FIELDS = ("name", "value", "unit", "bar", "ok")


def main(output: str, pace: str, *names: str) -> int:
    sys.path[:0] = [str(ROOT), str(BENCHES)]
    found = [bar for path in paths(names) for bar in _bars(path, quick=pace == "quick")]
    Path(output).write_text(json.dumps({"bars": found}), encoding="utf-8")
    return 0


def paths(names: Iterable[str]) -> list[Path]:
    """Files of these benches, all for no name; LookupError names one that is not there."""
    every = {path.stem.removeprefix("bench_"): path for path in sorted(BENCHES.glob("bench_*.py"))}
    wanted = list(names) or list(every)
    if unknown := [name for name in wanted if name not in every]:
        raise LookupError(f"no bench is called {unknown[0]}; there are: {', '.join(every)}")
    return [every[name] for name in wanted]


def _bars(path: Path, quick: bool) -> Iterable[dict[str, Any]]:
    print(f"{path.stem} …", file=sys.stderr, flush=True)
    bars: Iterable[Mapping[str, Any]] = _module(path).bars(quick)
    return [{name: _as_json(bar[name]) for name in FIELDS} for bar in bars]


def _as_json(value: Any) -> Any:
    """JSON has neither Infinity nor NaN; numpy's numbers are no numbers to it."""
    if isinstance(value, (bool, str)):
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
