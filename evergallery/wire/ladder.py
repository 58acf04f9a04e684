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
from .link_memory import LinkMemory, Verdict
from .poll_pace import PollPace
from .states import LinkEvent, LinkState, next_state

# HTTP waits this long for a socket that may open: one round trip on most networks, longer where a socket has worked
# before. From FAR_MS on HTTP answers first anyway, since it needs no handshake, and waits for nothing.
HEAD_START_MS = 250
HEAD_START_OK_MS = 1_000
FAR_MS = 50
SOAK_MS = 10_000  # a socket that lived so long is remembered as working
SILENCE_MS = 3_000  # nothing answers, nothing fails: say "busy" after this
BACKOFF_FIRST_MS = 500
BACKOFF_CAP_MS = 20_000
# Whoever looks at the page finds a restarted server within 2 s of its being up, and a web UI takes minutes to load its
# models. A server that asks for peace, by 429 or 503, gets the longer pauses at once.
RESTART_CAP_MS = 1_000
RESTART_FOR_MS = 300_000
QUICK_RETRY_MS = 300  # after a connection that had worked
POLL_GRACE_MS = 10_000  # an answer may take this much longer than the poll was parked
# Pauses between looks for a working socket.
PROBES_MS = (60_000, 120_000, 300_000, 900_000, 1_800_000)
FLAP_FAILURES = 3  # so many socket failures within FLAP_WINDOW_MS, and the socket counts as bad
FLAP_WINDOW_MS = 60_000
TOO_MANY = 429  # somebody on the way counts requests; any other "busy" is the server itself
HTTP_FAILURES = 3  # so many failed polls in a row, and the link is offline

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

# Why answers are late although nothing is broken; over with the next welcome.
_CROWDED = frozenset({"too_many_requests", "server_full"})

_TRANSPORT_SHOWN = {
    LinkState.WS_LIVE: "websocket",
    LinkState.SUSPECT: "websocket",
    LinkState.POLLING: "http",
    LinkState.PARKED: "http",
}


@dataclass(frozen=True)
class Failure:
    """Why a transport ended.

    `reason`: refused, timeout, silent, closed, network, auth, html, origin, busy, server, replayed,
    superseded or done; `code`:
    close code or HTTP status, 0 if there was none; `retry_after_ms`: what the server asked for, 0 if nothing.
    """

    reason: str
    code: int = 0
    retry_after_ms: float = 0


class Ladder:
    """State, reason and the times of the next attempts."""

    def __init__(
        self,
        *,
        random: Callable[[], float],
        memory: LinkMemory | None = None,
        rtt_hint_ms: float = 0,
    ) -> None:
        self.state = LinkState.BOOT
        self.reason = ""
        self.since_ms = 0.0
        self.transport = "auto"
        self.retry_limit = 0
        self.deadlines = Deadlines()
        self.pace = PollPace()
        self.memory = memory or LinkMemory()
        self._random = random
        self._rtt_hint_ms = rtt_hint_ms
        self._sockets_possible = True
        self._socket_trial = False
        self._socket_worked = False
        self._trouble = ""  # why the socket does not carry the data
        self._probe = 0
        self._failures: deque[float] = deque(maxlen=FLAP_FAILURES)
        self._bad_news = False  # sockets fail here, if only HTTP shows that the server is there
        self.healthy_sockets = 0
        """So many lived through the soak."""
        self.hopes_for_ticket = False
        """A socket was refused that had no ticket: nothing is known before one with a ticket was."""
        self._has_no_room = False  # the server is full, for polls too
        self._http_failures = 0
        self._attempts = 0
        self._failing_since_ms = 0.0
        self._is_visible = True

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

    def http_at_ms(self, now_ms: float) -> float | None:
        """When another poll may start, be it in the past; None while none may until something else happens."""
        if not self.http_allowed or self._is_http_held:
            return None
        return self.pace.free_at(now_ms)

    def http_due(self, now_ms: float) -> bool:
        """Whether another poll may start now."""
        at = self.http_at_ms(now_ms)
        return at is not None and at <= now_ms

    @property
    def _is_http_held(self) -> bool:
        """By a pause of our own, or by one that was asked for: "peace", which ends by itself or by a click."""
        return any(self.deadlines.get(name) is not None for name in ("http_pause", "peace"))

    @property
    def poll_wait_ms(self) -> float:
        """How long the next poll may be parked: not at all before the first answer."""
        return self.pace.wait_ms if self.state is LinkState.POLLING else 0

    @property
    def next_socket_ms(self) -> float | None:
        """When a socket is tried again; None while there is one, or while nobody waits for one."""
        at = self.deadlines.get("socket_pause")
        return None if at == float("inf") else at

    # The person and the page

    def configure(self, transport: str, retry_limit: int, now_ms: float) -> bool:
        """Take over settings; a live link changes its transport at once. True when it had to."""
        changed, self.transport = transport != self.transport, transport
        self.retry_limit = retry_limit
        self.pace.is_short = transport == "http_short"
        if changed and self.state not in _ENDED:
            self._begin(now_ms, "unknown")
        return changed

    def start(self, now_ms: float) -> None:
        """Begin, with what was learnt before."""
        self._begin(now_ms, self.memory.verdict(now_ms))

    def _begin(self, now_ms: float, verdict: Verdict) -> None:
        """A person who chooses wants it tried, whatever was learnt. What carries data and may go on, goes on."""
        self.deadlines.clear_all()
        self._attempts = self._http_failures = 0
        self._failures.clear()
        self._trouble = ""
        if not self._uses_sockets:
            self._choose_http(now_ms)
        elif self.transport == "auto" and verdict == "bad":
            self._choose_http_for_now(now_ms)
        elif self.state not in _ON_SOCKET:
            self._choose_socket(now_ms, verdict)

    @property
    def _uses_sockets(self) -> bool:
        return self.transport == "websocket" or (
            self.transport == "auto" and self._sockets_possible
        )

    def _choose_http(self, now_ms: float) -> None:
        self._socket_trial = False
        self._move(LinkEvent.CHOSE_HTTP, now_ms, self._why_http())
        self.reason = self._why_http()

    def _choose_http_for_now(self, now_ms: float) -> None:
        """Sockets do not work here, as far as we know; we look again when that is old news."""
        self._trouble = "socket_known_bad"
        self.deadlines.set("socket_pause", self.memory.until_ms)
        self._choose_http(now_ms)

    def _choose_socket(self, now_ms: float, verdict: Verdict) -> None:
        """A link that polls goes on polling while the socket is tried."""
        self._begin_trial()
        if self.transport == "websocket":
            self._move(LinkEvent.CHOSE_SOCKET, now_ms, "")
        elif self.state in (LinkState.POLLING, LinkState.PARKED):
            self.reason = ""
        else:
            self._give_head_start(now_ms, verdict)
            self._move(LinkEvent.CHOSE_AUTO, now_ms, "")

    def _give_head_start(self, now_ms: float, verdict: Verdict) -> None:
        if max(self.memory.rtt_ms or 0, self._rtt_hint_ms) < FAR_MS:
            head_start = HEAD_START_OK_MS if verdict == "ok" else HEAD_START_MS
            self.deadlines.set("head_start", now_ms + head_start)

    def _why_http(self) -> str:
        if self.transport.startswith("http"):
            return "setting"
        return self._trouble if self._sockets_possible else "no_socket_support"

    def _tell_why_http(self) -> None:
        """Unless somebody asked for peace, which is what the person waits for now."""
        if self.state is LinkState.POLLING and self.deadlines.get("peace") is None:
            self.reason = self._why_http()

    def close(self, now_ms: float) -> None:
        self.deadlines.clear_all()
        self._move(LinkEvent.CLOSED, now_ms, "")

    def retry(self, now_ms: float) -> None:
        """Somebody asked, or the network came back: no more waiting, on any track."""
        self.deadlines.clear("http_pause", "peace", "socket_pause")
        self._attempts = 0
        if self.state in _WAITING_FOR_PERSON:
            self.start(now_ms)
        elif self.transport in ("auto", "websocket"):
            self._begin_trial()

    def visible(self, visible: bool, now_ms: float) -> None:
        """Whoever comes back to the page may have logged in elsewhere meanwhile: then it is tried again."""
        self._is_visible = visible
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

    # The socket track

    def socket_started(self) -> None:
        self._socket_trial = False

    def socket_opened(self, now_ms: float) -> None:
        self._move(LinkEvent.SOCKET_OPENED, now_ms, self.reason)

    def socket_proved(self, now_ms: float) -> None:
        """Welcome and pong both came: the socket carries the data now."""
        self._socket_worked = True
        self._socket_trial = self._bad_news = False
        self._trouble = ""
        self._probe = self._attempts = self._http_failures = 0
        self.deadlines.clear("head_start", "http_pause", "socket_pause", "silence")
        self.deadlines.set("soak", now_ms + SOAK_MS)
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
        self._tell_why_http()

    def socket_lost(self, failure: Failure, now_ms: float, *, is_usual: bool = False) -> None:
        """A socket that had worked ended: resume at once, over both tracks.

        `is_usual`: every socket ends at this age here, which is no sign of a bad one.
        """
        if is_usual:
            self._failures.clear()
        self._socket_ended(failure, now_ms)
        self.deadlines.clear("http_pause")
        self._move(LinkEvent.SOCKET_LOST, now_ms, self._trouble)
        self._tell_why_http()

    def _socket_ended(self, failure: Failure, now_ms: float) -> None:
        self.deadlines.clear("soak")
        self._failures.append(now_ms)
        flapping = self._socket_worked and self._flapping(now_ms)
        self._trouble = "socket_flapping" if flapping else _socket_reason(failure)
        has_no_room = self._trouble == "server_full"
        self._bad_news = (flapping or not self._socket_worked) and not has_no_room
        if self.state in (LinkState.POLLING, LinkState.PARKED):
            self._heed_bad_news(now_ms)
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
        self._bad_news = False
        self._begin_trial()

    def _heed_bad_news(self, now_ms: float) -> None:
        """HTTP works and the socket does not: that is a property of the way between, and worth remembering."""
        if self._bad_news and not self.hopes_for_ticket:
            self._bad_news = False
            self.memory.socket_failed(now_ms)

    def try_with_ticket(self) -> None:
        self.hopes_for_ticket = self._bad_news = False
        if self._uses_sockets:
            self._begin_trial()

    def _begin_trial(self) -> None:
        self.deadlines.clear("socket_pause")
        self._socket_trial = True

    def sockets_impossible(self) -> None:
        """The server said that it has no WebSocket library."""
        self._sockets_possible = self._socket_trial = False
        self.deadlines.clear("socket_pause")
        self._tell_why_http()

    # The HTTP track

    def http_welcomed(self, now_ms: float) -> None:
        was_gone = self._http_failures >= (1 if self._socket_worked else HTTP_FAILURES)
        was_full = self._has_no_room and self._trouble == "server_full"
        self._has_no_room = False
        self._http_failures = self._attempts = 0
        self.deadlines.clear("silence")
        if was_gone or was_full:
            self._forgive_socket()
        self._heed_bad_news(now_ms)
        self._move(LinkEvent.HTTP_WELCOMED, now_ms, self._why_http())
        if self.reason in _CROWDED:
            self._tell_why_http()

    def poll_done(self, now_ms: float) -> None:
        """A poll ended as it should. The next one follows at once on long poll, after a pause on short."""
        self.pace.done()
        if self.state is LinkState.POLLING and self.poll_wait_ms == 0:
            self.deadlines.set("http_pause", now_ms + self.pace.pause_ms(now_ms))

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
        self.pace.cut(parked_ms)
        if failure.reason == "busy":
            self._has_no_room = failure.code != TOO_MANY
            self.reason = "server_full" if self._has_no_room else "too_many_requests"
            self._give_up_or_wait("peace", failure, now_ms)
        else:
            self._http_failures += 1
            self._give_up_or_wait("http_pause", failure, now_ms)
        if self._http_failures >= HTTP_FAILURES:
            self._move(LinkEvent.NOTHING_LEFT, now_ms, _http_reason(failure))

    def hurry_poll(self) -> None:
        """There is something to say: the pause between short polls is over, a pause after failures is not."""
        if self._attempts == 0 and self.state is LinkState.POLLING:
            self.deadlines.clear("http_pause")

    def _give_up_or_wait(self, pause: str, failure: Failure, now_ms: float) -> None:
        self._attempts += 1
        if 0 < self.retry_limit < self._attempts:
            self.deadlines.set(pause, float("inf"))
            return
        if self._attempts == 1:
            self._failing_since_ms = now_ms
        wait = self._random() * self._longest_wait_ms(failure, now_ms)
        self.deadlines.set(pause, now_ms + max(wait, failure.retry_after_ms))

    def _longest_wait_ms(self, failure: Failure, now_ms: float) -> float:
        may_be_restart = now_ms - self._failing_since_ms < RESTART_FOR_MS
        is_short = may_be_restart and self._is_visible and failure.reason != "busy"
        grown: float = BACKOFF_FIRST_MS * 2 ** min(self._attempts - 1, 10)
        return min(RESTART_CAP_MS if is_short else BACKOFF_CAP_MS, grown)

    # Time

    def next_deadline(self) -> float | None:
        at = self.deadlines.next()
        return None if at == float("inf") else at

    def handle_timer(self, now_ms: float) -> None:
        for name in self.deadlines.take_due(now_ms):
            if name == "socket_pause":
                self._begin_trial()
            elif name == "silence":
                self._move(LinkEvent.SILENCE_OVER, now_ms, "server_busy")
            elif name == "soak":
                self._soaked(now_ms)

    def _soaked(self, now_ms: float) -> None:
        """What failed before is over: the next end is the first again."""
        self.healthy_sockets += 1
        self._failures.clear()
        self.memory.socket_worked(now_ms)

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
    known = {
        "timeout": "socket_timeout",
        "silent": "socket_silent",
        "closed": "socket_closed",
        "server": "socket_closed",
        "busy": "server_full",
    }
    return known.get(failure.reason, "socket_refused")


def _http_reason(failure: Failure) -> str:
    known = {"offline": "offline", "replayed": "replayed"}
    return known.get(failure.reason, "server_gone")
