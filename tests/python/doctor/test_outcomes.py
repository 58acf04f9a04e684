from __future__ import annotations

from evergallery.doctor.outcomes import Outcome, all_of, first, number_in, probe_names


def test_a_quick_examination_waits_eight_seconds_at_most() -> None:
    waits = [name for name in probe_names(True) if name.startswith(("idle", "parked"))]
    assert waits == ["parked_8", "idle_8"]


def test_a_long_one_holds_as_long_as_the_clouds_do() -> None:
    waits = [name for name in probe_names(False) if name.startswith(("idle", "parked"))]
    assert waits == [
        *("parked_5", "parked_8", "parked_20", "parked_50"),
        *("idle_8", "idle_35", "idle_65", "idle_105"),
    ]


def test_what_was_not_tried_is_skipped() -> None:
    assert first([], "poll") == Outcome("poll", "skipped")


def test_a_kind_is_found_with_the_shortest_first() -> None:
    outcomes = [Outcome("idle_105", "ok"), Outcome("idle_8", "ok"), Outcome("poll", "ok")]
    assert [number_in(one.probe) for one in all_of(outcomes, "idle")] == [8, 105]


def test_an_outcome_is_written_for_scripts_with_all_its_fields() -> None:
    assert Outcome("upgrade", "refused", 3, 403, "nginx").as_json() == {
        "probe": "upgrade",
        "result": "refused",
        "ms": 3,
        "status": 403,
        "by": "nginx",
    }
