from evergallery.wire.deadlines import Deadlines


def test_due_names_come_earliest_first_and_only_once() -> None:
    deadlines = Deadlines()
    deadlines.set("late", 20)
    deadlines.set("early", 10)
    deadlines.set("later", 30)
    assert deadlines.take_due(20) == ["early", "late"]
    assert deadlines.take_due(20) == []
    assert deadlines.next() == 30


def test_a_cleared_deadline_never_comes() -> None:
    deadlines = Deadlines()
    deadlines.set("a", 1)
    deadlines.set("b", 2)
    deadlines.clear("a", "unknown")
    assert deadlines.take_due(5) == ["b"]


def test_setting_again_moves_it() -> None:
    deadlines = Deadlines()
    deadlines.set("a", 1)
    deadlines.set("a", 9)
    assert (deadlines.take_due(5), deadlines.get("a")) == ([], 9)


def test_nothing_set_means_no_deadline() -> None:
    deadlines = Deadlines()
    deadlines.set("a", 1)
    deadlines.clear_all()
    assert deadlines.next() is None
