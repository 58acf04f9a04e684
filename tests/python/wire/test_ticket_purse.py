from __future__ import annotations

from evergallery.wire.ticket_purse import TICKET_FOR_MS, TicketPurse


def test_a_ticket_is_good_for_one_socket() -> None:
    purse = TicketPurse()
    assert purse.take(0) == ""
    purse.put("ticket", 0)
    assert purse.is_filled(1)
    assert [purse.take(1), purse.take(1)] == ["ticket", ""]


def test_an_old_ticket_is_none() -> None:
    purse = TicketPurse()
    purse.put("ticket", 0)
    assert not purse.is_filled(TICKET_FOR_MS)
    assert purse.take(TICKET_FOR_MS) == ""


def test_the_newest_is_kept_and_none_is_news_too() -> None:
    purse = TicketPurse()
    purse.put("old", 0)
    purse.put("new", 1)
    assert purse.take(2) == "new"
    purse.put("one more", 3)
    purse.put("", 4)
    assert not purse.is_filled(5)
