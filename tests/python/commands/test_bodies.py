from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import msgspec
import pytest

from evergallery.commands.bodies import ItemBody, StatusBody, view_body, view_changed_body
from evergallery.library import ItemDetail, Splice, Status, ViewChange, ViewPage

ROW = (1, "a.png", 512, 768, 1, 2, "v1", "image", -1, 0)


def test_a_row_travels_as_an_array() -> None:
    page = ViewPage("k", 1, 1, [("", 1)], 0, [ROW])
    told = json.loads(msgspec.json.encode(view_body(page)))
    assert told == {
        "view": "k",
        "version": 1,
        "total": 1,
        "groups": [["", 1]],
        "offset": 0,
        "items": [list(ROW)],
        "fingerprint": view_body(page).fingerprint,
        "unchanged": False,
    }


def test_what_the_client_has_already_is_left_out() -> None:
    page = ViewPage("k", 1, 1, [("", 1)], 0, [ROW])
    known = view_body(page).fingerprint
    body = view_body(replace(page, key="another", version=7), known)
    assert (body.view, body.version, body.total, body.unchanged) == ("another", 7, 1, True)
    assert (body.groups, body.items, body.fingerprint) == ([], [], known)


def test_a_colour_learnt_meanwhile_is_no_change() -> None:
    page = ViewPage("k", 1, 1, [("", 1)], 0, [ROW])
    coloured = replace(page, items=[(*ROW[:8], 0x336699, *ROW[9:])])
    assert view_body(coloured, view_body(page).fingerprint).unchanged


@pytest.mark.parametrize(
    "change",
    [
        {"total": 2},
        {"groups": [("2024-05-01", 1)]},
        {"offset": 1},
        {"items": [(*ROW[:6], "v2", *ROW[7:])]},
    ],
)
def test_whatever_is_not_as_it_was_travels_whole(change: dict[str, Any]) -> None:
    page = ViewPage("k", 1, 1, [("", 1)], 0, [ROW])
    body = view_body(replace(page, **change), view_body(page).fingerprint)
    assert (body.unchanged, len(body.items)) == (False, 1)


def test_a_change_of_a_view_carries_its_splice() -> None:
    change = ViewChange("k", 3, 4, 9, [("", 9)], Splice(5, 1, 2))
    told = json.loads(msgspec.json.encode(view_changed_body(change)))
    assert (told["view"], told["from_version"], told["version"]) == ("k", 3, 4)
    assert told["splice"] == {"offset": 5, "removed": 1, "inserted": 2}


def test_nothing_the_library_knows_about_an_item_or_its_work_is_lost() -> None:
    assert list(ItemBody.__struct_fields__) == [field.name for field in fields(ItemDetail)]
    work = [name for name in StatusBody.__struct_fields__ if name != "event_loop_lag_ms"]
    assert work == [field.name for field in fields(Status)]
