from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

from evergallery.errors import ItemGone, ItemUnknown, LibraryFailed, ThumbnailFailed
from evergallery.library import Library, Root, ViewQuery
from tests.python.library.scene import picture, showing, wait_until


def test_what_lies_in_the_folders_is_shown(out: Path) -> None:
    picture(out / "a.png")
    picture(out / "2025-01-01" / "b.png")
    (out / "notes.txt").write_text("not ours")
    with showing(out) as scene:
        assert scene.names() == ["a.png", "b.png"]


def test_a_saved_file_shows_at_once_and_complete(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        scene.changes.clear()
        scene.library.saved(picture(out / "new" / "b.png", "a fox", (10, 20)))
        wait_until(lambda: scene.changes)
        assert scene.changes[0].items_added_or_removed
        assert scene.row("b.png")[2:4] == (10, 20)
        assert scene.library.item(scene.id_of("b.png")).prompt == "a fox"


def test_a_saved_file_has_its_thumbnail_made_ahead(out: Path) -> None:
    with showing(out) as scene:
        scene.library.saved(picture(out / "a.png"))
        wait_until(lambda: scene.names() and scene.row("a.png")[8] == 0xC82828)


def test_a_name_collision_reported_without_its_number_is_found(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        picture(out / "a-1.png")
        scene.library.saved(out / "a.png")
        scene.wait_for("a-1.png", "a.png")


def test_a_saved_path_may_be_relative(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with showing(out) as scene:
        monkeypatch.chdir(out.parent)
        picture(out / "a.png")
        scene.library.saved(Path("out/a.png"))
        scene.wait_for("a.png")


def test_an_overwritten_file_keeps_its_id_and_gets_a_new_version(out: Path) -> None:
    path = picture(out / "a.png", mtime_s=1_700_000_000)
    with showing(out) as scene:
        before = scene.row("a.png")
        picture(path, "other text", (30, 40))
        scene.library.saved(path)
        wait_until(lambda: scene.row("a.png")[6] != before[6])
        after = scene.row("a.png")
        assert (after[0], after[2:4]) == (before[0], (30, 40))
        assert any(after[0] in change.changed_ids for change in scene.changes)


def test_ids_survive_a_restart_and_the_library_stays_the_same(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        first = (scene.library.library_id, scene.id_of("a.png"))
    with showing(out) as scene:
        assert (scene.library.library_id, scene.id_of("a.png")) == first


def test_what_happened_while_stopped_is_seen_at_the_next_start(out: Path) -> None:
    picture(out / "a.png")
    picture(out / "b.png")
    with showing(out):
        pass
    (out / "a.png").unlink()
    (out / "b.png").rename(out / "c.png")
    with showing(out) as scene:
        assert scene.names() == ["c.png"]


def test_a_file_written_during_a_scan_is_never_missed(out: Path) -> None:
    for number in range(30):
        picture(out / f"{number // 10}" / f"old-{number:03}.png")
    written: list[str] = []

    def write() -> None:
        for number in range(120):
            path = picture(out / f"{number % 5}" / f"new-{number:03}.png")
            written.append(path.name)

    writer = threading.Thread(target=write)
    with showing(out, rescan_s=0.2) as scene:
        writer.start()
        while writer.is_alive():
            scene.library.rescan()
            writer.join(0.01)
        wait_until(lambda: set(written) <= set(scene.names()))
        assert len(scene.names()) == 150


def test_saved_files_are_not_lost_to_a_scan_that_listed_before(out: Path) -> None:
    with showing(out) as scene:
        for number in range(60):
            scene.library.rescan()
            scene.library.saved(picture(out / f"{number:03}.png"))
        wait_until(lambda: len(scene.names()) == 60)
        scene.rescan()
        assert len(scene.names()) == 60


def test_a_root_that_is_away_is_hidden_and_comes_back_with_its_ids(out: Path) -> None:
    picture(out / "sub" / "a.png")
    with showing(out) as scene:
        item = scene.id_of("a.png")
        away = out.rename(out.parent / "away")
        scene.rescan()
        assert scene.names() == []
        assert scene.library.folders() == []
        with pytest.raises(ItemUnknown):
            scene.library.original(item)
        away.rename(out)
        scene.rescan()
        assert scene.id_of("a.png") == item


def test_an_empty_mount_point_is_a_root_that_is_away(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        item = scene.id_of("a.png")
        out.rename(out.parent / "away")
        out.mkdir()
        scene.rescan()
        assert scene.names() == []
        out.rmdir()
        (out.parent / "away").rename(out)
        scene.rescan()
        assert scene.id_of("a.png") == item


def test_a_root_taken_from_the_settings_is_hidden(out: Path, tmp_path: Path) -> None:
    picture(out / "a.png")
    other = tmp_path / "other"
    picture(other / "b.png")
    with showing(out, other) as scene:
        item = scene.id_of("b.png")
        scene.library.set_roots([Root("", out)])
        assert scene.names() == ["a.png"]
        with pytest.raises(ItemUnknown):
            scene.library.original(item)
        scene.library.set_roots([Root("", out), Root("", other)])
        assert scene.id_of("b.png") == item


def test_a_root_inside_another_shows_nothing_twice(out: Path) -> None:
    picture(out / "inner" / "a.png")
    (out.parent / "link").symlink_to(out)
    with showing(out / "inner", out, out.parent / "link") as scene:
        assert scene.names() == ["a.png"]
        folders = scene.library.folders()
        assert [(folder.name, folder.total) for folder in folders] == [("out", 1), ("inner", 1)]


def test_an_outer_root_added_later_takes_the_inner_one_in(out: Path) -> None:
    picture(out / "inner" / "a.png")
    picture(out / "b.png")
    with showing(out / "inner", data=out.parent / "data") as scene:
        item = scene.id_of("a.png")
        scene.changes.clear()
        scene.library.set_roots([Root("Inner", out / "inner"), Root("Outer", out)])
        scene.rest()
        scene.wait_for("a.png", "b.png")
        assert scene.id_of("a.png") == item
        outer, inner = scene.library.folders()
        assert (outer.name, inner.name, inner.parent) == ("Outer", "Inner", outer.id)


def test_links_lead_nowhere(out: Path, tmp_path: Path) -> None:
    picture(tmp_path / "secret" / "s.png")
    picture(out / "a.png")
    (out / "loop").symlink_to(out)
    (out / "escape").symlink_to(tmp_path / "secret")
    (out / "s.png").symlink_to(tmp_path / "secret" / "s.png")
    with showing(out) as scene:
        assert scene.names() == ["a.png"]
        scene.library.saved(out / "escape" / "s.png")
        scene.library.saved(out / "s.png")
        scene.library.saved(picture(out / "z.png"))
        scene.wait_for("a.png", "z.png")


def test_a_folder_swapped_for_a_link_is_not_followed(out: Path, tmp_path: Path) -> None:
    picture(out / "sub" / "a.png")
    picture(tmp_path / "secret" / "a.png")
    with showing(out) as scene:
        item = scene.id_of("a.png")
        shutil.rmtree(out / "sub")
        (out / "sub").symlink_to(tmp_path / "secret")
        with pytest.raises(ItemGone):
            scene.library.original(item)
        with pytest.raises(ItemGone):
            scene.library.thumbnail(item)


def test_hidden_and_temporary_files_and_our_own_data_are_not_shown(out: Path) -> None:
    picture(out / ".trash" / "a.png")
    picture(out / ".b.png")
    picture(out / "c.png.tmp")
    picture(out / "d.png")
    with showing(out, data=out / "data") as scene:
        scene.library.thumbnail(scene.id_of("d.png"))
        scene.rescan()
        assert scene.names() == ["d.png"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_names_that_are_not_utf8_survive(out: Path) -> None:
    raw = os.path.join(os.fsencode(out), b"caf\xe9", b"\xff\xfe.png")
    picture(Path(os.fsdecode(raw)))
    with showing(out) as scene:
        (row,) = scene.rows()
        assert row[1] == "\ufffd\ufffd.png"
        json.dumps([row, [folder.name for folder in scene.library.folders()]]).encode()
        assert os.fsencode(scene.library.original(row[0]).path) == raw
        assert scene.library.thumbnail(row[0]).path.exists()
        scene.rescan()
        assert scene.rows()[0][0] == row[0]


def test_a_file_that_vanished_is_gone_not_unknown(out: Path) -> None:
    picture(out / "a.png")
    picture(out / "b.png")
    with showing(out) as scene:
        item = scene.id_of("a.png")
        (out / "a.png").unlink()
        with pytest.raises(ItemGone):
            scene.library.original(item)
        scene.wait_for("b.png")
        with pytest.raises(ItemUnknown):
            scene.library.item(item)


def test_a_thumbnail_tells_the_version_it_was_made_from(out: Path) -> None:
    path = picture(out / "a.png", mtime_s=1_700_000_000)
    with showing(out) as scene:
        row = scene.row("a.png")
        first = scene.library.thumbnail(row[0])
        assert first.version == row[6]
        picture(path, size=(50, 50))
        second = scene.library.thumbnail(row[0])
        assert second.version != first.version
        wait_until(lambda: scene.row("a.png")[6] == second.version)


def test_a_video_is_an_item_without_thumbnail(out: Path) -> None:
    (out / "clip.mp4").write_bytes(b"\0\0\0\x08ftypmoov")
    with showing(out) as scene:
        row = scene.row("clip.mp4")
        assert row[7] == "video"
        assert scene.library.original(row[0]).media_type == "video/mp4"
        with pytest.raises(ThumbnailFailed, match="Videos"):
            scene.library.thumbnail(row[0])


def test_folders_carry_their_label_and_counts(out: Path, tmp_path: Path) -> None:
    picture(out / "a.png")
    picture(out / "x" / "y" / "b.png")
    library = Library(tmp_path / "data", watch=False)
    library.start([Root("Pictures", out)])
    wait_until(lambda: library.open_view(ViewQuery()).total == 2)
    try:
        tree = [(folder.name, folder.count, folder.total) for folder in library.folders()]
        assert tree == [("Pictures", 1, 2), ("x", 0, 1), ("y", 1, 1)]
    finally:
        library.stop()


def test_a_removed_folder_leaves_the_tree(out: Path) -> None:
    picture(out / "x" / "y" / "a.png")
    picture(out / "b.png")
    with showing(out) as scene:
        shutil.rmtree(out / "x")
        scene.rescan()
        assert [folder.name for folder in scene.library.folders()] == ["out"]
        assert scene.names() == ["b.png"]


def test_the_watcher_sees_what_nobody_reports(out: Path) -> None:
    picture(out / "a.png")
    with showing(out, watch=True) as scene:
        picture(out / "deep" / "b.png")
        scene.wait_for("a.png", "b.png")
        (out / "a.png").rename(out / "c.png")
        scene.wait_for("b.png", "c.png")
        (out / "c.png").unlink()
        scene.wait_for("b.png")


def test_stopping_twice_or_before_the_start_is_harmless(out: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "data", watch=False)
    library.stop()
    library.start([Root("", out)])
    library.stop()
    library.stop()
    with pytest.raises(LibraryFailed):
        library.open_view(ViewQuery())


def test_stopping_ends_every_thread(out: Path) -> None:
    before = set(threading.enumerate())
    picture(out / "a.png")
    with showing(out, watch=True) as scene:
        scene.library.thumbnail(scene.id_of("a.png"))
    assert set(threading.enumerate()) == before


def test_an_index_that_breaks_in_use_is_built_again(out: Path) -> None:
    picture(out / "a.png")
    with showing(out) as scene:
        first = scene.library.library_id
        file = out.parent / "data" / "library.db"
        for part in (file, file.with_name("library.db-wal")):
            part.write_bytes(b"broken " * 20_000)

        def is_back() -> bool:
            try:
                return scene.names() == ["a.png"] and scene.library.library_id != first
            except LibraryFailed:
                return False

        wait_until(is_back)
