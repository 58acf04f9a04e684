from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from evergallery.errors import FolderUnknown
from evergallery.library import ViewQuery
from evergallery.library.names import sort_key
from tests.python.library.scene import Scene, picture, showing

DAY_S = 86_400


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Files with many ties in every order."""
    out = tmp_path_factory.mktemp("queries") / "out"
    dice = random.Random(1)
    for number in range(60):
        folder = out / dice.choice(("", "a", "a/b", "c"))
        name = f"{dice.choice('xyXY')}{number % 25}-{number}.png"
        size = dice.choice(((8, 6), (6, 8), (20, 20)))
        picture(folder / name, size=size, mtime_s=1_700_000_000 + DAY_S * dice.randrange(5))
    with showing(out) as scene:
        yield scene


SORTS = ("date", "name", "size", "dimensions")
KEYS = {
    "date": lambda row: (row[4], row[0]),
    "name": lambda row: (sort_key(row[1]), row[0]),
    "size": lambda row: (row[5], row[0]),
    "dimensions": lambda row: (row[2] * row[3], row[0]),
}


@pytest.mark.parametrize(("sort", "descending"), list(itertools.product(SORTS, (True, False))))
def test_a_view_is_what_a_naive_sort_gives(scene: Scene, sort: str, descending: bool) -> None:
    rows = scene.rows(ViewQuery(sort=sort, descending=descending))  # type: ignore[arg-type]
    assert rows == sorted(rows, key=KEYS[sort], reverse=descending)
    assert len(rows) == 60


@pytest.mark.parametrize(("words", "descending"), list(itertools.product(("", "x"), (True, False))))
def test_groups_are_the_days_of_the_rows_in_their_order(
    scene: Scene, words: str, descending: bool
) -> None:
    query = ViewQuery(words=words, descending=descending)
    days = [day_of(row[4]) for row in scene.rows(query)]
    wanted = [(day, len(list(same))) for day, same in itertools.groupby(days)]
    assert list(scene.library.open_view(query).groups) == wanted


def day_of(mtime_s: int) -> str:
    local: date = datetime.fromtimestamp(mtime_s).astimezone().date()
    return local.isoformat()


def test_orders_without_days_are_one_group(scene: Scene) -> None:
    assert list(scene.library.open_view(ViewQuery(sort="size")).groups) == [("", 60)]


def test_a_folder_shows_its_own_items_and_on_request_all_below(scene: Scene) -> None:
    for folder in scene.library.folders():
        for recursive, wanted in ((False, folder.count), (True, folder.total)):
            for sort in SORTS:
                query = ViewQuery(folder=folder.id, recursive=recursive, sort=sort)  # type: ignore[arg-type]
                page = scene.library.open_view(query)
                assert page.total == wanted
                assert sum(count for _, count in page.groups) == wanted


def test_a_search_stays_in_its_folder(scene: Scene) -> None:
    folder = next(folder for folder in scene.library.folders() if folder.name == "c")
    everywhere = scene.library.open_view(ViewQuery(words="png")).total
    inside = scene.library.open_view(ViewQuery(folder=folder.id, words="png")).total
    assert (everywhere, inside) == (60, folder.total)


def test_an_unknown_folder_is_an_error(scene: Scene) -> None:
    with pytest.raises(FolderUnknown):
        scene.library.open_view(ViewQuery(folder=99_999))
