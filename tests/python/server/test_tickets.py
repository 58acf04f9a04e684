from __future__ import annotations

from evergallery.server.tickets import LIFE_MS, MAX_TICKETS, REPEAT_MS, Grant, Tickets

ADA = Grant("ada", "a" * 22)
EVE = Grant("eve", "e" * 22)


def test_a_ticket_lets_in_once() -> None:
    tickets = Tickets()
    ticket = tickets.issue(ADA, 0)
    assert tickets.redeem(ticket, 1) == ADA
    assert tickets.redeem(ticket, 1) is None
    assert len(tickets) == 0


def test_a_ticket_is_too_long_to_guess() -> None:
    tickets = Tickets()
    first, second = tickets.issue(ADA, 0), tickets.issue(EVE, 0)
    assert first != second
    assert len(first) >= 128 / 6  # base64 has six bits per character
    for guess in ("", "x", first[:-1], first + "x"):
        assert tickets.redeem(guess, 0) is None


def test_a_ticket_of_long_ago_is_worth_nothing() -> None:
    tickets = Tickets()
    ticket = tickets.issue(ADA, 0)
    late = tickets.issue(EVE, 1)
    assert tickets.redeem(ticket, LIFE_MS) is None
    assert tickets.redeem(late, LIFE_MS) == EVE


def test_who_says_hello_every_second_is_given_the_same_one_for_a_while() -> None:
    tickets = Tickets()
    first = tickets.issue(ADA, 0)
    assert tickets.issue(ADA, REPEAT_MS - 1) == first
    second = tickets.issue(ADA, REPEAT_MS)
    assert second != first
    assert tickets.redeem(first, REPEAT_MS) == ADA
    assert tickets.issue(ADA, REPEAT_MS) == second


def test_a_used_ticket_is_not_given_out_again() -> None:
    tickets = Tickets()
    used = tickets.issue(ADA, 0)
    tickets.redeem(used, 1)
    assert tickets.issue(ADA, 2) != used


def test_the_oldest_makes_room() -> None:
    tickets = Tickets(max_tickets=2)
    oldest, *others = (tickets.issue(Grant("ada", f"{n:022}"), n) for n in range(3))
    assert tickets.redeem(oldest, 3) is None
    assert len(tickets) == 2
    assert all(tickets.redeem(ticket, 3) for ticket in others)


def test_a_day_of_hellos_leaves_a_few_tickets() -> None:
    tickets = Tickets()
    for second in range(24 * 3600):
        tickets.issue(ADA, second * 1000)
    assert len(tickets) <= LIFE_MS / REPEAT_MS
    assert len(tickets._newest) == 1


def test_many_clients_stay_within_the_bound() -> None:
    tickets = Tickets()
    for number in range(3 * MAX_TICKETS):
        tickets.issue(Grant("", f"{number:022}"), 0)
    assert len(tickets) == len(tickets._newest) == MAX_TICKETS
