"""One socket or one poll of a session, as its reader and its writer see it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from evergallery.wire.server_session import ServerSession

from .loop import now_ms

# A peer that keeps talking and reads nothing would fill our memory with answers: a reader of
# ours never gets this far ahead, since it says one thing per answer and 25 s of heartbeat.
MAX_UNANSWERED = 1024


class Attachment:
    """Texts in, texts out, and when to look again. Made by SessionRunner."""

    def __init__(
        self, number: int, session: ServerSession, receive: Callable[[int, str], None]
    ) -> None:
        self._number = number
        self._session = session
        self._receive = receive
        self._news = asyncio.Event()
        self._unanswered = 0
        self.is_ended = False
        """Leave without a word: the server is stopping, or the peer talks and does not listen."""

    def receive(self, text: str) -> None:
        self._unanswered += 1
        self._receive(self._number, text)
        if self._unanswered > MAX_UNANSWERED:
            self.is_ended = True
            self.wake()

    def texts(self) -> list[str]:
        """What is to be written now; empty when nothing is left."""
        self._unanswered = 0
        return self._session.data_to_send(self._number, now_ms())

    @property
    def closing_code(self) -> str | None:
        """Why to close after `texts` were written, as a code; None to stay."""
        bye = self._session.close_wanted(self._number)
        if bye is not None:
            return bye.body.code
        return "ended" if self.is_ended else None

    @property
    def has_news(self) -> bool:
        """Whether there is more than the welcome to write, or a reason to close."""
        return self.closing_code is not None or self._session.has_data(self._number)

    @property
    def has_running(self) -> bool:
        """Whether the session owes answers."""
        return self._session.running > 0

    @property
    def wait_ms(self) -> int:
        return self._session.wait_ms(self._number)

    def wake(self) -> None:
        self._news.set()

    async def sleep(self) -> None:
        """Until `wake` was called, if it was not since the last `sleep`."""
        await self._news.wait()
        self._news.clear()
