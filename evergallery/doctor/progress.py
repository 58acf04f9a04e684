"""What a person sees while the doctor works: a bar where `rich` is installed and a person looks, else lines."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, TextIO

from .outcomes import Outcome, number_in
from .words import outcome_in_words, probe_in_words

if TYPE_CHECKING:
    from rich.progress import Progress as RichBar

    from .examination import Progress


class Silence:
    """For scripts."""

    def begins(self, names: Sequence[str]) -> None:
        """Says nothing."""

    def ended(self, outcome: Outcome) -> None:
        """Says nothing."""


class Lines:
    """One line for each probe, as it ends."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def begins(self, names: Sequence[str]) -> None:
        longest_s = max(number_in(name) for name in names if name.startswith("idle_"))
        print(f"This takes {duration(longest_s)}.", file=self._out, flush=True)

    def ended(self, outcome: Outcome) -> None:
        line = f"  {probe_in_words(outcome.probe)}: {outcome_in_words(outcome)}"
        print(line, file=self._out, flush=True)


class Bar:
    """A bar that says what it still waits for."""

    def __init__(self, bar: RichBar) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)
        self._waiting: list[str] = []

    def begins(self, names: Sequence[str]) -> None:
        self._waiting = list(names)
        self._bar.update(self._task, total=len(names))
        self._say()

    def ended(self, outcome: Outcome) -> None:
        self._waiting.remove(outcome.probe)
        self._bar.advance(self._task)
        self._say()

    def _say(self) -> None:
        words = probe_in_words(self._waiting[0]) if self._waiting else "done"
        self._bar.update(self._task, description=words)


@contextlib.contextmanager
def shown(out: TextIO) -> Iterator[Progress]:
    """Until the block ends."""
    if not (out.isatty() and find_spec("rich")):
        yield Lines(out)
        return
    from rich.console import Console
    from rich.progress import Progress as RichBar

    with RichBar(console=Console(file=out), transient=True) as bar:
        yield Bar(bar)


def duration(longest_hold_s: int) -> str:
    """Of an examination, from its longest wait."""
    return "about a quarter of a minute" if longest_hold_s <= 10 else "about two minutes"
