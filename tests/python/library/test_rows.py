from __future__ import annotations

from pathlib import Path

from evergallery.library.rows import rows_of, stored_items, vanished
from tests.python.library.scene import picture, showing


def test_rows_come_in_the_order_of_the_ids(out: Path) -> None:
    for name in "abc":
        picture(out / f"{name}.png", mtime_s=1_700_000_000)
    with showing(out) as scene:
        a, b, c = (scene.id_of(f"{name}.png") for name in "abc")
        with scene.library._index.reading() as db:
            rows = rows_of(db, [c, a, 999, b, a])
        assert [row[1] for row in rows] == ["c.png", "a.png", "", "b.png", "a.png"]
        assert rows[2] == vanished(999)


def test_many_items_are_found_in_one_question(out: Path) -> None:
    for name in "ab":
        picture(out / f"{name}.png")
    with showing(out) as scene:
        a, b = (scene.id_of(f"{name}.png") for name in "ab")
        with scene.library._index.reading() as db:
            found = stored_items(db, [b, 2**60, a, b])
    assert {item: stored.shown_name for item, stored in found.items()} == {a: "a.png", b: "b.png"}


def test_a_row_has_what_the_wire_promises(out: Path) -> None:
    path = picture(out / "a.png", size=(30, 20), mtime_s=1_700_000_000)
    with showing(out) as scene:
        row = scene.row("a.png")
        size_bytes = path.stat().st_size
        assert row[1:6] == ("a.png", 30, 20, 1_700_000_000, size_bytes)
        assert row[7:] == ("image", -1, 0)
