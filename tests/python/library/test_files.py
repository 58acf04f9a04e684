from __future__ import annotations

import os
from pathlib import Path

import pytest

from evergallery.errors import ItemGone, ItemUnknown
from tests.python.library.scene import picture, showing, wait_until


def test_an_original_comes_with_type_name_and_version(out: Path) -> None:
    path = picture(out / "a b.png")
    with showing(out) as scene:
        row = scene.row("a b.png")
        stored = scene.library.original(row[0])
        assert (stored.path, stored.media_type) == (path, "image/png")
        assert (stored.name, stored.version) == ("a b.png", row[6])


def test_an_id_nobody_gave_out_is_unknown(out: Path) -> None:
    with showing(out) as scene:
        for answer in (scene.library.original, scene.library.thumbnail, scene.library.item):
            with pytest.raises(ItemUnknown):
                answer(2**60)


def test_a_file_replaced_by_a_folder_or_a_link_is_gone(out: Path, tmp_path: Path) -> None:
    picture(out / "a.png")
    picture(out / "b.png")
    secret = picture(tmp_path / "secret.png")
    with showing(out) as scene:
        items = [scene.id_of("a.png"), scene.id_of("b.png")]
        (out / "a.png").unlink()
        (out / "a.png").mkdir()
        (out / "b.png").unlink()
        (out / "b.png").symlink_to(secret)
        for item in items:
            with pytest.raises(ItemGone):
                scene.library.original(item)


def test_the_color_is_kept_with_the_row(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        scene.library.thumbnail(scene.id_of("a.png"))
        wait_until(lambda: scene.row("a.png")[8] == 0xC82828)


def test_thumbnails_of_contents_that_are_no_more_are_removed_at_the_next_start(out: Path) -> None:
    path = picture(out / "a.png", mtime_s=1_700_000_000)
    picture(out / "b.png")
    with showing(out) as scene:
        old = scene.library.thumbnail(scene.id_of("a.png")).path
        kept = scene.library.thumbnail(scene.id_of("b.png")).path
    os.utime(path, (1_700_000_001, 1_700_000_001))
    with showing(out):
        wait_until(lambda: not old.exists())
        assert kept.exists()
