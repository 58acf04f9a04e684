import pytest

from evergallery.wire.messages import Cancel
from evergallery.wire.outbox import Outbox


def filled(count: int) -> Outbox[Cancel]:
    outbox: Outbox[Cancel] = Outbox()
    for _ in range(count):
        outbox.add(Cancel(seq=outbox.next_seq(), ack=0, id=1))
    return outbox


def test_what_is_not_confirmed_is_said_again() -> None:
    outbox = filled(5)
    assert outbox.confirm(2)
    assert [message.seq for message in outbox.after(0)] == [3, 4, 5]


def test_a_cursor_skips_what_was_said_on_its_attachment() -> None:
    outbox = filled(5)
    outbox.confirm(1)
    assert [message.seq for message in outbox.after(3)] == [4, 5]


def test_an_old_confirmation_changes_nothing() -> None:
    outbox = filled(3)
    outbox.confirm(3)
    assert outbox.confirm(1)
    assert (len(outbox), outbox.acked) == (0, 3)


def test_confirming_what_was_never_said_is_refused() -> None:
    outbox = filled(2)
    assert not outbox.confirm(3)
    assert len(outbox) == 2


def test_a_number_out_of_turn_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="message 7 after 0"):
        Outbox[Cancel]().add(Cancel(seq=7, ack=0, id=1))
