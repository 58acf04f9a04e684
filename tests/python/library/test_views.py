from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from evergallery.errors import ViewUnknown
from evergallery.library import ViewQuery
from evergallery.library.views import key_of
from tests.python.library.scene import Scene, picture, showing, wait_until

BY_NAME = ViewQuery(sort="name", descending=False)


def test_a_page_carries_total_and_the_first_window(out: Path) -> None:
    for number in range(5):
        picture(out / f"{number}.png")
    with showing(out) as scene:
        page = scene.library.open_view(ViewQuery(sort="name", descending=False, limit=2))
        assert (page.total, [row[1] for row in page.items]) == (5, ["0.png", "1.png"])
        window = scene.library.window(page.key, 3, 10)
        assert [row[1] for row in window.items] == ["3.png", "4.png"]
        assert scene.library.window(page.key, 99, 10).items == []
        assert window.version == page.version


@pytest.mark.parametrize(
    ("around", "offset", "first"),
    [
        ("5.png", 0, 3),
        ("0.png", 9, 0),
        ("9.png", 0, 7),
        (None, 6, 4),
        ("gone", 6, 4),
        ("gone", 99, 8),
    ],
)
def test_the_first_window_lies_around_an_item_or_else_a_place(
    out: Path, around: str | None, offset: int, first: int
) -> None:
    for number in range(10):
        picture(out / f"{number}.png")
    with showing(out) as scene:
        item = around and (12_345 if around == "gone" else scene.id_of(around))
        page = scene.library.open_view(replace(BY_NAME, limit=4, around=item, offset=offset))
        assert (page.total, page.offset) == (10, first)
        shown = [f"{number}.png" for number in range(first, min(10, first + 4))]
        assert [row[1] for row in page.items] == shown


def test_an_item_can_be_located(out: Path) -> None:
    picture(out / "a.png")
    picture(out / "b.png")
    with showing(out) as scene:
        key = scene.library.open_view(BY_NAME).key
        assert scene.library.locate(key, scene.id_of("b.png")) == 1
        assert scene.library.locate(key, 12_345) == -1


def test_a_view_nobody_opened_is_unknown(out: Path) -> None:
    with showing(out) as scene, pytest.raises(ViewUnknown):
        scene.library.window("nonsense", 0, 1)


def test_a_refresh_tells_the_splice_once(out: Path) -> None:
    for name in "ace":
        picture(out / f"{name}.png")
    with showing(out) as scene:
        page = scene.library.open_view(BY_NAME)
        assert scene.library.refresh_view(page.key) is None
        save(scene, out / "b.png")
        change = scene.library.refresh_view(page.key)
        assert change is not None
        assert (change.from_version, change.total) == (page.version, 4)
        assert (change.splice.offset, change.splice.removed, change.splice.inserted) == (1, 0, 1)
        assert scene.library.refresh_view(page.key) is None


def test_an_opening_in_between_takes_nothing_from_those_who_wait(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        first = scene.library.open_view(BY_NAME)
        save(scene, out / "b.png")
        second = scene.library.open_view(BY_NAME)
        change = scene.library.refresh_view(first.key)
        assert change is not None
        assert (change.from_version, change.version) == (first.version, second.version)


def test_a_vanished_file_keeps_its_place_until_the_view_is_refreshed(out: Path) -> None:
    picture(out / "a.png")
    picture(out / "b.png")
    with showing(out) as scene:
        page = scene.library.open_view(BY_NAME)
        (out / "a.png").unlink()
        scene.rescan()
        assert [row[1] for row in scene.library.window(page.key, 0, 9).items] == ["", "b.png"]
        assert scene.library.refresh_view(page.key) is not None
        assert [row[1] for row in scene.library.window(page.key, 0, 9).items] == ["b.png"]


def test_splices_lead_through_any_history_to_what_is_there(out: Path) -> None:
    dice = random.Random(3)
    with showing(out) as scene:
        page = scene.library.open_view(BY_NAME)
        mirror: list[str] = []
        for _ in range(15):
            for _ in range(dice.randrange(4)):
                path = out / f"{dice.randrange(30):02}.png"
                path.unlink() if path.exists() else picture(path)
            scene.rescan()
            change = scene.library.refresh_view(page.key)
            if change is None:
                continue
            splice = change.splice
            rows = scene.library.window(page.key, splice.offset, splice.inserted).items
            end = splice.offset + splice.removed
            mirror[splice.offset : end] = [row[1] for row in rows]
            assert mirror == sorted(path.name for path in out.iterdir())


def test_details_only_disturb_views_that_depend_on_them(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        by_date = scene.library.open_view(ViewQuery())
        found = scene.library.open_view(ViewQuery(words="fox"))
        assert found.total == 0
        picture(out / "a.png", "a fox", mtime_s=1_700_000_000)
        scene.rescan()
        assert scene.library.refresh_view(found.key) is not None
        assert scene.library.open_view(ViewQuery()).total == by_date.total


def test_equal_queries_share_a_view_whatever_their_window() -> None:
    assert key_of(ViewQuery(words=" a  b", limit=5, around=7)) == key_of(ViewQuery(words="a b"))
    assert key_of(ViewQuery(sort="size")) != key_of(ViewQuery())


def save(scene: Scene, path: Path) -> None:
    scene.library.saved(picture(path))
    wait_until(lambda: any(change.items_added_or_removed for change in scene.changes[-1:]))
    wait_until(lambda: path.name in scene.names(ViewQuery(sort="size")))
