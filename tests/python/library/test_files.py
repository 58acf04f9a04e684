from __future__ import annotations

import os
from pathlib import Path

import pytest

from evergallery.errors import ItemGone, ItemUnknown, ThumbnailFailed
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


LIMIT_BYTES = 1_000_000


def test_thumbnails_that_lie_there_come_in_the_order_asked(out: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        picture(out / name)
    with showing(out) as scene:
        a, b, c = (scene.id_of(name) for name in ("a.png", "b.png", "c.png"))
        made = {item: scene.library.thumbnail(item).path.read_bytes() for item in (a, c)}
        found = scene.library.thumbnails([c, b, a], LIMIT_BYTES)
    assert found == [made[c], None, made[a]]


def test_as_many_thumbnails_as_fit_and_one_at_least(out: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        picture(out / name)
    with showing(out) as scene:
        ids = [scene.id_of(name) for name in ("a.png", "b.png", "c.png")]
        size = len(scene.library.thumbnail(ids[0]).path.read_bytes())
        for item in ids:
            scene.library.thumbnail(item)
        assert len(scene.library.thumbnails(ids, 2 * size)) == 2
        assert len(scene.library.thumbnails(ids, 0)) == 1


def test_why_there_is_no_thumbnail_is_said_for_each(out: Path, tmp_path: Path) -> None:
    picture(out / "gone.png")
    picture(out / "sub" / "linked.png")
    (out / "film.mp4").write_bytes(b"film")
    (out / "broken.png").write_bytes(b"nothing")
    with showing(out) as scene:
        names = ("gone.png", "linked.png", "film.mp4", "broken.png")
        ids = [scene.id_of(name) for name in names]
        (out / "gone.png").unlink()
        (out / "sub").rename(tmp_path / "outside")
        (out / "sub").symlink_to(tmp_path / "outside")
        with pytest.raises(ThumbnailFailed):
            scene.library.thumbnail(ids[3])
        found = scene.library.thumbnails([*ids, 2**60], LIMIT_BYTES)
    kinds = [type(tile) for tile in found]
    assert kinds == [ItemGone, ItemGone, ThumbnailFailed, ThumbnailFailed, ItemUnknown]


def test_a_file_that_was_overwritten_shows_its_new_content(out: Path) -> None:
    picture(out / "a.png", mtime_s=1_700_000_000)
    with showing(out) as scene:
        item = scene.id_of("a.png")
        scene.library.thumbnail(item)
        picture(out / "a.png", size=(16, 16), mtime_s=1_700_000_001)
        assert scene.library.thumbnails([item], LIMIT_BYTES) == [None]
        new = scene.library.thumbnail(item).path.read_bytes()
        assert scene.library.thumbnails([item], LIMIT_BYTES) == [new]


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
