from __future__ import annotations

from pathlib import Path

from evergallery.library import items
from evergallery.library.index import Index
from evergallery.library.paths import Place
from evergallery.library.records import Arrival, apply_arrival
from evergallery.library.versions import stamp_of
from tests.python.library.scene import picture, showing

TEXT = "a fox\nNegative prompt: dog\nSteps: 20, Sampler: Euler, Seed: 7"


def test_everything_about_an_item_is_told(out: Path) -> None:
    picture(out / "sub" / "a.png", TEXT, (30, 20), 1_700_000_000)
    with showing(out) as scene:
        row = scene.row("a.png")
        detail = scene.library.item(row[0])
        assert (detail.name, detail.folder_name, detail.media_type) == ("a.png", "sub", "image/png")
        assert (detail.width, detail.height, detail.mtime_s) == (30, 20, 1_700_000_000)
        assert (detail.prompt, detail.negative_prompt) == ("a fox", "dog")
        assert list(detail.parameters)[2] == ("Seed", "7")
        assert (detail.infotext, detail.version) == (TEXT, row[6])


def test_a_file_the_scan_has_not_come_to_is_read_on_the_spot(out: Path, tmp_path: Path) -> None:
    path = picture(out / "a.png", TEXT)
    index = Index(tmp_path / "library.db", lambda: None)
    index.open()
    place = Place(str(out), "a.png")
    unread = Arrival(place, [str(out)], stamp_of(path.stat()), None)
    index.write(lambda db: apply_arrival(db, unread)).result(5)
    assert items.item_detail(index, 1, {}).prompt == "a fox"
    assert items.item_detail(index, 1, {str(out): "Pictures"}).folder_name == "Pictures"
    path.unlink()
    assert items.item_detail(index, 1, {}).prompt == ""
    index.close()
