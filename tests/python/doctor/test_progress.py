from __future__ import annotations

import io

from evergallery.doctor.outcomes import Outcome, probe_names
from evergallery.doctor.progress import Lines, Silence, duration, shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_file_gets_a_line_for_each_probe() -> None:
    out = io.StringIO()
    with shown(out) as progress:
        assert isinstance(progress, Lines)
        progress.begins(probe_names(True))
        progress.ended(Outcome("upgrade", "refused", 3, 403, "nginx"))
    assert out.getvalue().splitlines() == [
        "This takes about a quarter of a minute.",
        "  A WebSocket opens: refused (nginx, 403)",
    ]


def test_a_person_gets_a_bar_that_goes_when_it_is_done() -> None:
    out = Terminal()
    with shown(out) as progress:
        progress.begins(["gallery", "idle_8"])
        progress.ended(Outcome("gallery", "ok"))
        progress.ended(Outcome("idle_8", "ok"))
    assert "\n" not in out.getvalue().rstrip("\n").rsplit("\x1b", 1)[-1]


def test_a_script_gets_nothing() -> None:
    Silence().begins(["gallery"])
    Silence().ended(Outcome("gallery", "ok"))


def test_how_long_it_takes_is_said_by_the_longest_wait() -> None:
    assert duration(8) != duration(105)
