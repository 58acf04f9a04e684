"""The numbers of docs/protocol.md are the program's."""

from __future__ import annotations

import re
from pathlib import Path

from evergallery.server.attachment import MAX_UNANSWERED
from evergallery.server.poll import CROWDED_WAIT_S, MAX_PARKED
from evergallery.server.registry import MAX_SESSIONS
from evergallery.server.websocket import MAX_SOCKETS, SEND_WITHIN_S
from evergallery.wire.server_session import SessionLimits

PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"


def bounds() -> dict[str, list[int]]:
    """The numbers in the rows of "What a server allows"."""
    text = PAGE.read_text(encoding="utf-8").split("## What a server allows")[1].split("\n## ")[0]
    rows = [line.split("|")[1:4] for line in text.splitlines() if line.startswith("| ")][1:]
    return {
        name.strip(): [
            int(found.replace(",", "")) for found in re.findall(r"[\d,]*\d", f"{bound} {beyond}")
        ]
        for name, bound, beyond in rows
    }


def test_what_a_server_allows_is_what_the_page_says() -> None:
    limits = SessionLimits()
    assert limits.ring_age_ms == 600_000  # "ten minutes"
    assert bounds() == {
        "sockets": [MAX_SOCKETS, 503],
        "parked polls": [MAX_PARKED, int(CROWDED_WAIT_S)],
        "sessions": [MAX_SESSIONS],
        "unconfirmed messages of a session": [limits.ring_messages],
        "questions of a session under way": [limits.running_requests],
        "messages to a peer that reads nothing": [MAX_UNANSWERED],
        "a frame that nobody takes": [int(SEND_WITHIN_S)],
    }
