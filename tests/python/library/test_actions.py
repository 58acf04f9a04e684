from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evergallery.errors import ItemGone, ItemUnknown
from evergallery.library import Action, Marked
from tests.python.library.scene import Scene, picture, showing, wait_until


def action(key: str) -> Action:
    return Action("", key, "mark", key)


def favourites(scene: Scene) -> list[str]:
    return [row[1] for row in scene.rows() if row[-1] == 1]


def content_ids_known(scene: Scene) -> int:
    with scene.library._index.reading() as db:
        row = db.execute("SELECT count(*) FROM item WHERE content_id <> x''").fetchone()
        return int(row[0])


def test_a_mark_shows_in_rows_and_details_and_is_told(out: Path) -> None:
    picture(out / "a.png")
    picture(out / "b.png", "another")
    with showing(out) as scene:
        item_id = scene.id_of("a.png")
        scene.changes.clear()
        assert scene.library.mark(action("1"), item_id, True) == Marked(item_id, True)
        assert favourites(scene) == ["a.png"]
        assert scene.library.item(item_id).favourite
        assert [change.changed_ids for change in scene.changes] == [(item_id,)]
        scene.library.mark(action("2"), item_id, False)
        assert favourites(scene) == []
        assert not scene.library.item(item_id).favourite


def test_said_again_after_other_wishes_it_changes_nothing(out: Path) -> None:
    """An answer that was lost on the way must not bring an old wish back."""
    picture(out / "a.png")
    with showing(out) as scene:
        item_id = scene.id_of("a.png")
        scene.library.mark(action("1"), item_id, True)
        scene.library.mark(action("2"), item_id, False)
        scene.changes.clear()
        assert scene.library.mark(action("1"), item_id, True).favourite
        assert favourites(scene) == []
        assert scene.changes == [], "nothing changed, so nobody is told"


def test_many_saying_the_same_at_once_do_it_once(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene, ThreadPoolExecutor(8) as threads:
        item_id = scene.id_of("a.png")
        scene.changes.clear()
        saying = [threads.submit(scene.library.mark, action("1"), item_id, True) for _ in range(16)]
        assert {said.result(20) for said in saying} == {Marked(item_id, True)}
        assert len(scene.changes) == 1


@pytest.mark.parametrize("new", ["renamed.png", "below/moved.png", "below/deeper/both.png"])
def test_a_mark_goes_with_its_picture(out: Path, new: str) -> None:
    path = picture(out / "a.png", "a fox")
    picture(out / "b.png", "an owl")
    with showing(out) as scene:
        scene.library.mark(action("1"), scene.id_of("a.png"), True)
        (out / new).parent.mkdir(parents=True, exist_ok=True)
        path.rename(out / new)
        scene.rescan()
        assert favourites(scene) == [Path(new).name]


def test_a_mark_survives_a_new_time_and_ends_with_its_content(out: Path) -> None:
    path = picture(out / "a.png", "a fox")
    with showing(out) as scene:
        item_id = scene.id_of("a.png")
        scene.library.mark(action("1"), item_id, True)
        os.utime(path, (1, 1))
        scene.rescan()
        assert favourites(scene) == ["a.png"]
        picture(path, "an owl")
        scene.rescan()
        assert scene.id_of("a.png") == item_id
        assert favourites(scene) == []
        picture(path, "a fox")
        scene.rescan()
        assert favourites(scene) == ["a.png"]


def test_an_item_whose_head_was_not_read_yet_can_be_marked(out: Path) -> None:
    path = picture(out / "a.png", "a fox")
    with showing(out) as scene:
        clear = "UPDATE item SET content_id = x''"
        scene.library._index.write(lambda db: db.execute(clear) and None).result()
        scene.library.mark(action("1"), scene.id_of("a.png"), True)
        assert favourites(scene) == ["a.png"]
        path.rename(out / "b.png")
        scene.rescan()
        assert favourites(scene) == ["b.png"]


def test_who_is_gone_or_unknown_cannot_be_marked(out: Path) -> None:
    path = picture(out / "a.png")
    with showing(out) as scene:
        item_id = scene.id_of("a.png")
        with pytest.raises(ItemUnknown):
            scene.library.mark(action("1"), 999, True)
        clear = "UPDATE item SET content_id = x''"
        scene.library._index.write(lambda db: db.execute(clear) and None).result()
        path.unlink()
        with pytest.raises(ItemGone):
            scene.library.mark(action("2"), item_id, True)


def test_what_was_done_is_answered_even_when_its_picture_has_gone_since(out: Path) -> None:
    path = picture(out / "a.png")
    picture(out / "b.png")
    with showing(out) as scene:
        item_id = scene.id_of("a.png")
        done = scene.library.mark(action("1"), item_id, True)
        path.unlink()
        scene.rescan()
        assert scene.names() == ["b.png"]
        assert scene.library.mark(action("1"), item_id, True) == done


def test_marks_and_journal_survive_a_corrupt_index(out: Path) -> None:
    picture(out / "a.png")
    data = out.parent / "data"
    with showing(out, data=data) as scene:
        scene.library.mark(action("1"), scene.id_of("a.png"), True)
    with (data / "library.db").open("r+b") as file:
        file.seek(60)  # the schema's number: one that only a newer program knows
        file.write(b"\0\0\xff\xff")
    with showing(out, data=data) as scene:
        wait_until(lambda: content_ids_known(scene) == 1)
        assert favourites(scene) == ["a.png"]
        scene.changes.clear()
        scene.library.mark(action("1"), scene.id_of("a.png"), True)
        assert not any(change.changed_ids for change in scene.changes)
