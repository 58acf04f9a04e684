from evergallery.wire.inbox import Inbox


def test_numbers_are_accepted_in_order_only() -> None:
    inbox = Inbox()
    assert [inbox.accept(seq) for seq in (1, 2, 4, 3, 4)] == [True, True, False, True, True]
    assert inbox.received == 4


def test_a_repeat_is_counted_and_refused() -> None:
    inbox = Inbox()
    inbox.accept(1)
    assert not inbox.accept(1)
    assert inbox.duplicates == 1


def test_a_gap_is_no_duplicate() -> None:
    inbox = Inbox()
    assert not inbox.accept(5)
    assert (inbox.received, inbox.duplicates) == (0, 0)
