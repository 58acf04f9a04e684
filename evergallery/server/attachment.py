"""One socket or one poll of a session, as its reader and its writer see it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from evergallery.wire.messages import TransportName
from evergallery.wire.server_session import ServerSession

from .carrier import Carrier
from .farewell import CLOSE_CODES
from .figures import size_bytes
from .loop import now_ms
from .packs import PackDesk

# A peer that keeps talking and reads nothing would fill our memory with answers: a reader of
# ours never gets this far ahead, since it says one thing per answer and 25 s of heartbeat.
MAX_UNANSWERED = 1024


class Attachment:
    """Texts in, texts out, and when to look again. Made by SessionRunner."""

    def __init__(
        self,
        number: int,
        transport: TransportName,
        session: ServerSession,
        receive: Callable[[int, str], None],
        carrier: Carrier,
    ) -> None:
        self.transport = transport
        self.packs: PackDesk | None = None
        """Where the socket's thumbnails are waited for; None on a poll."""
        self._number = number
        self._session = session
        self._receive = receive
        self._carrier = carrier
        self._news = asyncio.Event()
        self._unanswered = 0
        self.is_ended = False
        """Leave without a word: the server is stopping, or the peer talks and does not listen."""
        self.end_code = CLOSE_CODES["ended"]
        """How the socket ended, for the figures; what nobody says otherwise was our own going away."""

    def receive(self, text: str) -> None:
        self._unanswered += 1
        self._carrier.moved(self.transport, "up", size_bytes(text), now_ms())
        self._receive(self._number, text)
        if self._unanswered > MAX_UNANSWERED:
            self.is_ended = True
            self.wake()

    def texts(self) -> list[str]:
        """What is to be written now; empty when nothing is left."""
        self._unanswered = 0
        texts = self._session.data_to_send(self._number, now_ms())
        self._carrier.moved(self.transport, "down", sum(map(size_bytes, texts)), now_ms())
        return texts

    def frame(self) -> bytes | None:
        """A binary frame to be written now, after the texts; None when no thumbnail is ready."""
        return self.packs.next_frame() if self.packs else None

    def frame_written(self, size: int) -> None:
        self._session.bytes_sent(self._number, now_ms())
        self._carrier.carried("thumbnails", "down", size)

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
