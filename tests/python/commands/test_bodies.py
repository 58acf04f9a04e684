from __future__ import annotations

import json
from dataclasses import fields

import msgspec

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
    }


def test_a_change_of_a_view_carries_its_splice() -> None:
    change = ViewChange("k", 3, 4, 9, [("", 9)], Splice(5, 1, 2))
    told = json.loads(msgspec.json.encode(view_changed_body(change)))
    assert (told["view"], told["from_version"], told["version"]) == ("k", 3, 4)
    assert told["splice"] == {"offset": 5, "removed": 1, "inserted": 2}


def test_nothing_the_library_knows_about_an_item_or_its_work_is_lost() -> None:
    assert list(ItemBody.__struct_fields__) == [field.name for field in fields(ItemDetail)]
    work = [name for name in StatusBody.__struct_fields__ if name != "event_loop_lag_ms"]
    assert work == [field.name for field in fields(Status)]
