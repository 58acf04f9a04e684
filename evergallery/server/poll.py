"""The poll: one attachment that lives for one question and one answer.

It is called inside the host's API route, so it holds no thread while it waits and never raises: what goes
wrong is a designed `bye`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from evergallery.errors import EvergalleryError, InternalError
from evergallery.log import get_logger
from evergallery.wire.messages import decode_batch, encode_batch, read_hello

from .attachment import Attachment
from .farewell import bye_text
from .figures import Figures
from .guard import Identity
from .loop import HomeLoop
from .registry import Registry

MAX_PARKED = 32
# Proxies cut an answer that has not begun after 30 s (App Gateway) or 60 s (nginx, ALB, Traefik).
MAX_WAIT_S = 25.0
# Beyond MAX_PARKED polls are parked only this long: not answered at once, or their clients would spin.
CROWDED_WAIT_S = 1.0
# A short poll that asked something waits for its answer rather than for the next poll.
HOLD_S = 2.0
# The first screen asks for three things in one poll: answers this close together travel together.
LINGER_S = 0.05

_log = get_logger("poll")


class PollEndpoint:
    """`answer` is one poll's life. While `max_parked` polls wait, others wait a second at most."""

    def __init__(
        self,
        home: HomeLoop,
        registry: Registry,
        figures: Figures | None = None,
        *,
        max_parked: int = MAX_PARKED,
    ) -> None:
        self._home = home
        self._registry = registry
        self._figures = figures or Figures()
        self._max_parked = max_parked
        self._parked = 0

    @property
    def parked(self) -> int:
        return self._parked

    async def answer(self, text: str, identity: Identity) -> str:
        """JSON array of messages in, JSON array of messages out. Raises nothing but cancellation."""
        self._home.enter()
        try:
            answer = await self._exchange(decode_batch(text), identity)
        except EvergalleryError as error:
            return self.refuse(error)
        except Exception:
            _log.exception("A poll failed.")
            return self.refuse(InternalError())
        self._figures.polls["ok"] += 1
        return answer

    def refuse(self, error: EvergalleryError) -> str:
        """The answer to a poll that cannot be had."""
        self._figures.polls[error.code] += 1
        return encode_batch([bye_text(error)])

    async def _exchange(self, texts: list[str], identity: Identity) -> str:
        hello = read_hello(texts[0]).body
        runner = self._registry.runner(identity.user, hello.session, hello.epoch)
        with runner.attached("http", hello.epoch) as attachment:
            for text in texts:
                attachment.receive(text)
            await self._park(attachment)
            return encode_batch(attachment.texts())

    async def _park(self, attachment: Attachment) -> None:
        with self._place() as is_free:
            longest_s = MAX_WAIT_S if is_free else CROWDED_WAIT_S
            wait_s = min(attachment.wait_ms / 1000, longest_s)
            if attachment.has_running:
                wait_s = max(wait_s, HOLD_S)
            if wait_s:
                await _wait_for_news(attachment, wait_s)
        await _linger(attachment)

    @contextmanager
    def _place(self) -> Iterator[bool]:
        self._parked += 1
        try:
            yield self._parked <= self._max_parked
        finally:
            self._parked -= 1


async def _wait_for_news(attachment: Attachment, wait_s: float) -> None:
    with anyio.move_on_after(wait_s):
        while not attachment.has_news:
            await attachment.sleep()


async def _linger(attachment: Attachment) -> None:
    with anyio.move_on_after(LINGER_S):
        while attachment.has_running and attachment.closing_code is None:
            await attachment.sleep()
