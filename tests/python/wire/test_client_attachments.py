from __future__ import annotations

from evergallery.wire.client_attachments import ClientAttachments, Wanted


def test_transports_are_numbered_in_the_order_they_were_wanted() -> None:
    attachments = ClientAttachments()
    attachments.open("websocket", 0, 10, "ticket")
    attachments.open("http", 20_000, 11)
    assert attachments.wanted() == [
        Wanted(1, "websocket", 0, "ticket"),
        Wanted(2, "http", 20_000, ""),
    ]
    assert [one.number for one in attachments.sockets] == [1]
    assert [one.number for one in attachments.polls] == [2]


def test_a_number_is_never_given_twice() -> None:
    attachments = ClientAttachments()
    attachments.open("http", 0, 0)
    attachments.drop("http")
    attachments.open("http", 0, 0)
    assert [one.number for one in attachments] == [2]
    assert attachments.get(1) is None


def test_what_a_removed_socket_owed_is_told_once() -> None:
    attachments = ClientAttachments()
    attachments.open("websocket", 0, 0)
    attachments.sockets[0].packs |= {8, 7}
    attachments.remove(1)
    attachments.remove(1)
    assert attachments.take_lost_packs() == [7, 8]
    assert attachments.take_lost_packs() == []


def test_some_may_end_while_others_are_looked_at() -> None:
    attachments = ClientAttachments()
    attachments.open("http", 0, 0)
    attachments.open("http", 0, 0)
    for attachment in attachments:
        attachments.remove(attachment.number)
    assert attachments.wanted() == []
