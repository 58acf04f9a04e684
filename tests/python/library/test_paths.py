from __future__ import annotations

import os
from pathlib import Path

from evergallery.library.answers import Root
from evergallery.library.paths import (
    AllowedFolders,
    Place,
    is_empty,
    is_itself,
    list_folder,
    numbered_siblings,
)
from tests.python.library.scene import picture


def allowed(*folders: Path, apart: Path | str = "") -> AllowedFolders:
    return AllowedFolders.of([Root("", folder) for folder in folders], apart)


def test_a_folder_whose_name_starts_like_a_root_is_outside(out: Path) -> None:
    beside = Path(f"{out}2")
    beside.mkdir()
    assert allowed(out).place_of(beside / "a.png") is None
    assert not allowed(out).contains(str(beside))


def test_dots_and_links_in_a_path_are_resolved_before_it_is_judged(out: Path) -> None:
    (out / "link").symlink_to(out.parent)
    assert allowed(out).place_of(out / ".." / "a.png") is None
    assert allowed(out).place_of(out / "link" / "a.png") is None
    assert allowed(out).place_of(out / "link" / "out" / "a.png") == Place(str(out), "a.png")


def test_a_path_no_system_takes_has_no_place(out: Path) -> None:
    assert allowed(out).place_of(f"{out}/a\0b/c.png") is None
    assert allowed(out).folder_of(f"{out}/a\0b") is None


def test_hidden_folders_below_a_root_are_not_shown_but_a_root_may_be_hidden(out: Path) -> None:
    hidden = out / ".hidden"
    assert allowed(out).place_of(hidden / "a.png") is None
    assert allowed(hidden).place_of(hidden / "a.png") is not None


def test_our_own_data_is_apart(out: Path) -> None:
    folders = allowed(out, apart=out / "data")
    assert folders.place_of(out / "data" / "thumbs" / "a.webp") is None
    assert folders.place_of(out / "database" / "a.webp") is not None


def test_a_root_may_lie_in_a_link(out: Path) -> None:
    link = out.parent / "link"
    link.symlink_to(out)
    assert allowed(link).tops == (str(out),)


def test_roots_inside_roots_are_no_tops_and_keep_their_label(out: Path) -> None:
    inner = out / "inner"
    folders = AllowedFolders.of([Root("Inner", inner), Root("Outer", out), Root("Again", out)])
    assert folders.tops == (str(out),)
    assert dict(folders.labels) == {str(inner): "Inner", str(out): "Outer"}


def test_the_ancestry_of_a_folder_starts_at_its_root(out: Path) -> None:
    deep = out / "a" / "b"
    assert allowed(out).ancestry(str(deep)) == [str(out), str(out / "a"), str(deep)]
    assert allowed(out).ancestry(str(out.parent)) == []


def test_a_listing_has_items_and_folders_and_neither_links_nor_strangers(out: Path) -> None:
    picture(out / "a.png")
    (out / "b.txt").touch()
    (out / "c.png").mkdir()
    (out / "sub").mkdir()
    (out / "link").symlink_to(out)
    (out / "d.png").symlink_to(out / "a.png")
    listing = list_folder(str(out))
    assert [name for name, _ in listing.files] == ["a.png"]
    assert sorted(listing.folders) == [str(out / "c.png"), str(out / "sub")]


def test_a_folder_is_read_only_where_it_really_is(out: Path, tmp_path: Path) -> None:
    (out / "day").mkdir()
    assert allowed(out).holds(str(out / "day"))
    assert not allowed(out / "other").holds(str(out / "day"))
    (out / "day").rename(tmp_path / "elsewhere")
    (out / "day").symlink_to(tmp_path / "elsewhere")
    assert not allowed(out).holds(str(out / "day"))


def test_only_numbers_make_a_sibling(out: Path) -> None:
    for name in ("a.png", "a-1.png", "a-22.png", "a-x.png", "a-1.jpg", "ab-1.png"):
        (out / name).touch()
    found = {place.name for place in numbered_siblings(Place(str(out), "a.png"))}
    assert found == {"a-1.png", "a-22.png"}
    assert list(numbered_siblings(Place(str(out / "none"), "a.png"))) == []


def test_a_folder_that_cannot_be_listed_counts_as_empty(out: Path) -> None:
    assert is_empty(str(out))
    assert is_empty(str(out / "none"))
    picture(out / "a.png")
    assert not is_empty(str(out))


def test_a_link_to_a_folder_is_not_itself(out: Path) -> None:
    link = out / "link"
    link.symlink_to(out)
    assert is_itself(str(out))
    assert not is_itself(str(link))
    assert not is_itself(os.path.join(out, "none"))
