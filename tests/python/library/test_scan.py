from __future__ import annotations

import os
from pathlib import Path

from tests.python.library.scene import picture, showing, wait_until


def test_names_come_first_details_right_behind_then_rest(out: Path) -> None:
    for number in range(30):
        picture(out / f"{number}.png")
    with showing(out) as scene:
        phases = [change.progress.phase for change in scene.changes if change.progress]
        assert phases[-1] == "idle"
        assert scene.library.status().found == 30
        assert all(row[2] == 8 for row in scene.rows())


def test_without_a_watcher_changes_are_found_in_time(out: Path) -> None:
    picture(out / "a.png")
    with showing(out, rescan_s=0.05) as scene:
        picture(out / "new" / "b.png")
        scene.wait_for("a.png", "b.png")
        (out / "a.png").rename(out / "c.png")
        scene.wait_for("b.png", "c.png")
        (out / "c.png").unlink()
        scene.wait_for("b.png")


def test_a_file_that_still_grows_is_looked_at_again(out: Path) -> None:
    whole = picture(out / "a.png", "a fox", (30, 20)).read_bytes()
    with showing(out, rescan_s=0.05) as scene:
        (out / "b.png").write_bytes(whole[:20])
        scene.wait_for("a.png", "b.png")
        before = os.stat(out).st_mtime_ns
        (out / "b.png").write_bytes(whole)
        assert os.stat(out).st_mtime_ns == before
        wait_until(lambda: scene.row("b.png")[2:4] == (30, 20))


def test_a_root_that_appears_later_is_taken_in(out: Path) -> None:
    later = out.parent / "later"
    picture(out / "a.png")
    with showing(out, later, rescan_s=0.05) as scene:
        picture(later / "b.png")
        scene.wait_for("a.png", "b.png")


def test_one_folder_can_be_looked_at(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        picture(out / "x" / "b.png")
        scene.library._scanner.look_at(str(out / "x"))
        scene.wait_for("a.png", "b.png")
        scene.library._scanner.look_at(str(out.parent))
        scene.rescan()
        assert scene.names() == ["a.png", "b.png"]
