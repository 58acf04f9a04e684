"""Which transport is wanted next, and when: the client's judgement, without any transport.

The ladder has two tracks. The socket track says whether a socket may be tried or kept; the HTTP track whether polls
are wanted. The state says what the person sees. A failure of one track never ends the other.

Start values come from the link's design; each constant names its reason. Times are milliseconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .deadlines import Deadlines
from .states import LinkEvent, LinkState, next_state

HEAD_START_MS = (
    250  # HTTP waits this long for a socket that may open: one round trip on most networks
)
SILENCE_MS = 3_000  # nothing answers, nothing fails: say "busy" after this
BACKOFF_FIRST_MS = 500
BACKOFF_CAP_MS = 20_000
QUICK_RETRY_MS = 300  # after a connection that had worked
POLL_WAITS_MS = (
    20_000,
    10_000,
    5_000,
    0,
)  # rungs of the long poll; one down when cut, up after CLEAN_POLLS
CLEAN_POLLS = 20
POLL_GRACE_MS = 10_000  # an answer may take this much longer than the poll was parked
SHORT_POLL_MS = (1_000, 3_000)  # while something happened in the last SHORT_ACTIVE_MS, and later
SHORT_ACTIVE_MS = 30_000
PROBES_MS = (
    60_000,
    120_000,
    300_000,
    900_000,
    1_800_000,
)  # pauses between looks for a working socket
FLAP_FAILURES = 3  # so many socket failures within FLAP_WINDOW_MS, and the socket counts as bad
FLAP_WINDOW_MS = 60_000
HTTP_FAILURES = 3  # so many failed polls in a row, and the link is offline
POLL_BURST = 6  # polls that may start at once, then POLLS_PER_S: SD.Next refuses over 300 a minute
POLLS_PER_S = 4.0

_HTTP_STATES = frozenset(
    {
        LinkState.HELLO,
        LinkState.SUSPECT,
        LinkState.RECONNECT,
        LinkState.POLLING,
        LinkState.BUSY,
        LinkState.OFFLINE,
    }
)
_SOCKET_STATES = _HTTP_STATES | {LinkState.RACE, LinkState.WS_TRIAL, LinkState.WS_LIVE}
_WAITING_FOR_PERSON = frozenset({LinkState.AUTH, LinkState.BLOCKED})
_ENDED = _WAITING_FOR_PERSON | {LinkState.BOOT, LinkState.CLOSED}

_ON_SOCKET = frozenset({LinkState.WS_LIVE, LinkState.SUSPECT})

_TRANSPORT_SHOWN = {
    LinkState.WS_LIVE: "websocket",
    LinkState.SUSPECT: "websocket",
    LinkState.POLLING: "http",
    LinkState.PARKED: "http",
}


@dataclass(frozen=True)
class Failure:
    """Why a transport ended.

    `reason`: refused, timeout, silent, closed, network, auth, html, origin, busy, server, superseded or done; `code`:
    close code or HTTP status, 0 if there was none; `retry_after_ms`: what the server asked for, 0 if nothing.
    """

    reason: str
    code: int = 0
    retry_after_ms: float = 0


class Ladder:
    """State, reason and the times of the next attempts."""

    def __init__(self, *, random: Callable[[], float]) -> None:
        self.state = LinkState.BOOT
        self.reason = ""
        self.since_ms = 0.0
        self.transport = "auto"
        self.retry_limit = 0
        self.deadlines = Deadlines()
        self._random = random
        self._sockets_possible = True
        self._socket_trial = False
        self._socket_worked = False
        self._trouble = ""  # why the socket does not carry the data
        self._probe = 0
        self._failures: deque[float] = deque(maxlen=FLAP_FAILURES)
        self._rung = 0
        self._clean_polls = 0
        self._http_failures = 0
        self._attempts = 0
        self._tokens = float(POLL_BURST)
        self._tokens_at_ms = 0.0
        self._active_at_ms = 0.0

    # What is wanted now

    @property
    def socket_allowed(self) -> bool:
        """Whether an open or opening socket may stay."""
        usable = self.transport in ("auto", "websocket") and self._sockets_possible
        return usable and self.state in _SOCKET_STATES

    @property
    def socket_due(self) -> bool:
        """Whether a new socket is to be opened now, if there is none."""
        return self.socket_allowed and self._socket_trial

    @property
    def http_allowed(self) -> bool:
        """Whether a poll under way may go on."""
        if self.transport == "websocket":
            return False
        racing = self.state in (LinkState.RACE, LinkState.WS_TRIAL)
        return self.state in _HTTP_STATES or (racing and self.deadlines.get("head_start") is None)

    def http_due(self, now_ms: float) -> bool:
        """Whether another poll may start now."""
        held = self.deadlines.get("http_pause") is not None
        return self.http_allowed and not held and self._token_at(now_ms) <= now_ms

    @property
    def poll_wait_ms(self) -> int:
        """How long the next poll may be parked: not at all before the first answer."""
        if self.state is not LinkState.POLLING or self.transport == "http_short":
            return 0
        return POLL_WAITS_MS[self._rung]

    # The person and the page

    def configure(self, transport: str, retry_limit: int, now_ms: float) -> bool:
        """Take over settings; a live link changes its transport at once. True when it had to."""
        changed, self.transport = transport != self.transport, transport
        self.retry_limit = retry_limit
        if changed and self.state not in _ENDED:
            self.start(now_ms)
        return changed

    def start(self, now_ms: float) -> None:
        """Begin, or begin anew by the person's choice. What already carries data and may go on, goes on."""
        self.deadlines.clear_all()
        self._attempts = self._http_failures = 0
        self._failures.clear()
        self._trouble = ""
        if not self._uses_sockets:
            self._choose_http(now_ms)
        elif self.state not in _ON_SOCKET:
            self._choose_socket(now_ms)

    @property
    def _uses_sockets(self) -> bool:
        return self.transport == "websocket" or (
            self.transport == "auto" and self._sockets_possible
        )

    def _choose_http(self, now_ms: float) -> None:
        self._socket_trial = False
        self._move(LinkEvent.CHOSE_HTTP, now_ms, self._why_http())
        self.reason = self._why_http()

    def _choose_socket(self, now_ms: float) -> None:
        """A link that polls goes on polling while the socket is tried."""
        self._begin_trial()
        if self.transport == "websocket":
            self._move(LinkEvent.CHOSE_SOCKET, now_ms, "")
        elif self.state in (LinkState.POLLING, LinkState.PARKED):
            self.reason = ""
        else:
            self.deadlines.set("head_start", now_ms + HEAD_START_MS)
            self._move(LinkEvent.CHOSE_AUTO, now_ms, "")

    def _why_http(self) -> str:
        if self.transport.startswith("http"):
            return "setting"
        return self._trouble if self._sockets_possible else "no_socket_support"

    def close(self, now_ms: float) -> None:
        self.deadlines.clear_all()
        self._move(LinkEvent.CLOSED, now_ms, "")

    def retry(self, now_ms: float) -> None:
        """Somebody asked, or the network came back: no more waiting, on any track."""
        self.deadlines.clear("http_pause", "socket_pause")
        self._attempts = 0
        if self.state in _WAITING_FOR_PERSON:
            self.start(now_ms)
        elif self.transport in ("auto", "websocket"):
            self._begin_trial()

    def visible(self, visible: bool, now_ms: float) -> None:
        """Whoever comes back to the page may have logged in elsewhere meanwhile: then it is tried again."""
        self._move(LinkEvent.PAGE_SHOWN if visible else LinkEvent.PAGE_HIDDEN, now_ms, self.reason)
        if visible and self.state in _WAITING_FOR_PERSON:
            self.start(now_ms)
        elif visible:
            self.deadlines.clear("http_pause")

    def online(self, online: bool, now_ms: float) -> None:
        if online:
            self._move(LinkEvent.CAME_ONLINE, now_ms, self.reason)
            self.retry(now_ms)
        else:
            self._move(LinkEvent.WENT_OFFLINE, now_ms, "offline")

    def active(self, now_ms: float) -> None:
        """Something was asked or heard: short polls stay quick for a while."""
        self._active_at_ms = now_ms

    # The socket track

    def socket_started(self) -> None:
        self._socket_trial = False

    def socket_opened(self, now_ms: float) -> None:
        self._move(LinkEvent.SOCKET_OPENED, now_ms, self.reason)

    def socket_proved(self, now_ms: float) -> None:
        """Welcome and pong both came: the socket carries the data now."""
        self._socket_worked = True
        self._trouble = ""
        self._probe = self._attempts = self._http_failures = 0
        self.deadlines.clear("head_start", "http_pause", "socket_pause", "silence")
        self._move(LinkEvent.SOCKET_PROVED, now_ms, "")

    def socket_answered(self, now_ms: float) -> None:
        self._trouble = ""
        self.deadlines.clear("silence")
        self._move(LinkEvent.SOCKET_ANSWERED, now_ms, "")

    def socket_doubted(self, now_ms: float) -> None:
        """The socket should have spoken. Ask over HTTP too; say "busy" if neither answers."""
        if self.state is LinkState.WS_LIVE:
            self._trouble = "socket_silent"
            self.deadlines.set("silence", now_ms + SILENCE_MS)
            self._move(LinkEvent.SOCKET_DOUBTED, now_ms, self._trouble)

    def socket_failed(self, failure: Failure, now_ms: float) -> None:
        """A socket that had proved nothing ended."""
        self._socket_ended(failure, now_ms)
        self.deadlines.clear("head_start")
        event = LinkEvent.SOCKET_FAILED
        if self.transport == "websocket":
            login = failure.reason == "auth"
            event = LinkEvent.LOGIN_NEEDED if login else LinkEvent.NOTHING_LEFT
        self._move(event, now_ms, self._trouble)
        if self.state is LinkState.POLLING:
            self.reason = self._why_http()

    def socket_lost(self, failure: Failure, now_ms: float) -> None:
        """A socket that had worked ended: resume at once, over both tracks."""
        self._socket_ended(failure, now_ms)
        self.deadlines.clear("http_pause")
        self._move(LinkEvent.SOCKET_LOST, now_ms, self._trouble)
        if self.state is LinkState.POLLING:
            self.reason = self._why_http()

    def _socket_ended(self, failure: Failure, now_ms: float) -> None:
        self._failures.append(now_ms)
        flapping = self._socket_worked and self._flapping(now_ms)
        self._trouble = "socket_flapping" if flapping else _socket_reason(failure)
        if self.transport == "websocket":
            self._give_up_or_wait("socket_pause", failure, now_ms)
        else:
            self._schedule_socket(now_ms)

    def _schedule_socket(self, now_ms: float) -> None:
        """Soon for a socket that has worked before, rarely for one that never did or keeps failing."""
        if not self._socket_worked or self._flapping(now_ms):
            pause = PROBES_MS[self._probe] * (0.8 + 0.4 * self._random())
            self._probe = min(self._probe + 1, len(PROBES_MS) - 1)
        else:
            pause = self._random() * QUICK_RETRY_MS * 2 ** (len(self._failures) - 1)
        self.deadlines.set("socket_pause", now_ms + pause)

    def _flapping(self, now_ms: float) -> bool:
        full = len(self._failures) == FLAP_FAILURES
        return full and now_ms - self._failures[0] <= FLAP_WINDOW_MS

    def _forgive_socket(self) -> None:
        """The server itself was away: what the socket failed at meanwhile says nothing about sockets."""
        self._failures.clear()
        self._begin_trial()

    def _begin_trial(self) -> None:
        self.deadlines.clear("socket_pause")
        self._socket_trial = True

    def sockets_impossible(self) -> None:
        """The server said that it has no WebSocket library."""
        self._sockets_possible = self._socket_trial = False
        self.deadlines.clear("socket_pause")
        if self.state is LinkState.POLLING:
            self.reason = self._why_http()

    # The HTTP track

    def poll_started(self, now_ms: float) -> None:
        self._tokens = self._tokens_now(now_ms) - 1
        self._tokens_at_ms = now_ms

    def http_welcomed(self, now_ms: float) -> None:
        was_gone = self._http_failures > 0
        self._http_failures = self._attempts = 0
        self.deadlines.clear("silence")
        if was_gone and self._socket_worked:
            self._forgive_socket()
        self._move(LinkEvent.HTTP_WELCOMED, now_ms, self._why_http())

    def poll_done(self, now_ms: float) -> None:
        """A poll ended as it should. The next one follows at once on long poll, after a pause on short."""
        self._clean_polls += 1
        if self._clean_polls >= CLEAN_POLLS and self._rung > 0:
            self._rung, self._clean_polls = self._rung - 1, 0
        if self.state is LinkState.POLLING and self.poll_wait_ms == 0:
            active = now_ms - self._active_at_ms < SHORT_ACTIVE_MS
            self.deadlines.set("http_pause", now_ms + SHORT_POLL_MS[0 if active else 1])

    def http_failed(self, failure: Failure, parked_ms: float, now_ms: float) -> None:
        """A poll failed after `parked_ms`; one failure alone changes nothing the person sees."""
        if failure.reason == "auth":
            self._move(LinkEvent.LOGIN_NEEDED, now_ms, "login_expired")
        elif failure.reason == "html":
            self._move(LinkEvent.KEPT_OUT, now_ms, "html_answer")
        elif failure.reason == "origin":
            self._move(LinkEvent.KEPT_OUT, now_ms, "wrong_origin")
        else:
            self._http_stumbled(failure, parked_ms, now_ms)

    def _http_stumbled(self, failure: Failure, parked_ms: float, now_ms: float) -> None:
        self._clean_polls = 0
        wait_ms = self.poll_wait_ms
        if wait_ms and parked_ms >= wait_ms / 2:
            self._rung = min(self._rung + 1, len(POLL_WAITS_MS) - 1)
        self._http_failures += failure.reason != "busy"
        self._give_up_or_wait("http_pause", failure, now_ms)
        if self._http_failures >= HTTP_FAILURES:
            reason = "offline" if failure.reason == "offline" else "server_gone"
            self._move(LinkEvent.NOTHING_LEFT, now_ms, reason)

    def hurry_poll(self) -> None:
        """There is something to say: the pause between short polls is over, a pause after failures is not."""
        if self._http_failures == 0 and self.state is LinkState.POLLING:
            self.deadlines.clear("http_pause")

    def _give_up_or_wait(self, pause: str, failure: Failure, now_ms: float) -> None:
        self._attempts += 1
        if 0 < self.retry_limit < self._attempts:
            self.deadlines.set(pause, float("inf"))
            return
        grown = BACKOFF_FIRST_MS * 2 ** min(self._attempts - 1, 10)
        wait = self._random() * min(BACKOFF_CAP_MS, grown)
        self.deadlines.set(pause, now_ms + max(wait, failure.retry_after_ms))

    def _tokens_now(self, now_ms: float) -> float:
        gained = (now_ms - self._tokens_at_ms) * POLLS_PER_S / 1000
        return min(float(POLL_BURST), self._tokens + gained)

    def _token_at(self, now_ms: float) -> float:
        """When a poll may start without the server counting us out."""
        lacking = 1 - self._tokens_now(now_ms)
        # A rounding error must not become a timer that fires again and again.
        return now_ms + lacking * 1000 / POLLS_PER_S if lacking > 1e-6 else now_ms

    # Time

    def next_deadline(self, now_ms: float) -> float | None:
        times = [self.deadlines.next()]
        if self.http_allowed and self.deadlines.get("http_pause") is None:
            at = self._token_at(now_ms)
            times.append(at if at > now_ms else None)
        finite = [at for at in times if at is not None and at != float("inf")]
        return min(finite, default=None)

    def handle_timer(self, now_ms: float) -> None:
        for name in self.deadlines.take_due(now_ms):
            if name == "socket_pause":
                self._begin_trial()
            elif name == "silence":
                self._move(LinkEvent.SILENCE_OVER, now_ms, "server_busy")

    # The state

    def status(self) -> dict[str, Any]:
        return {
            "state": self.state.value,
            "transport": _TRANSPORT_SHOWN.get(self.state, "none"),
            "reason": self.reason,
            "since_ms": self.since_ms,
        }

    def _move(self, event: LinkEvent, now_ms: float, reason: str) -> None:
        new = next_state(self.state, event)
        if new is not self.state:
            self.state, self.reason, self.since_ms = new, reason, now_ms


def _socket_reason(failure: Failure) -> str:
    known = {"timeout": "socket_timeout", "silent": "socket_silent", "closed": "socket_closed"}
    return known.get(failure.reason, "socket_refused")
