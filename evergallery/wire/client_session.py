"""The client's half of a conversation, without a socket, a clock or a task.

The twin of javascript/evergallery/wire/client_session.mjs: same names, same vectors. Python uses it for the doctor and
for the random walk that joins it to a ServerSession by lossy pipes.

After any input the shell runs five steps: feed, write (`data_to_send` of every attachment), dispatch
(`events_received`), re-arm its one timer (`next_deadline`), open or close transports until they match
`transports_wanted`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from evergallery.errors import WireError

from .inbox import Inbox
from .ladder import POLL_GRACE_MS, Failure, Ladder
from .messages import (
    MAX_BATCH_MESSAGES,
    VERSION,
    Ack,
    Bye,
    CallBody,
    Cancel,
    ClientMessage,
    Error,
    Event,
    Hello,
    HelloBody,
    Ping,
    Pong,
    Request,
    Result,
    ServerMessage,
    TokenBody,
    TransportName,
    Welcome,
    decode_server,
    encode,
)
from .outbox import Outbox
from .states import LinkState

ACK_EVERY = 16
PROOF_MS = 2_500  # welcome and pong after the socket opened
CONNECT_CAP_MS = 8_000
LATE_MS = 1_200  # a request outstanding and not a byte heard: ask the socket for a sign of life
CHECK_MS = 600  # no sign of life after this: ask over HTTP too
MAX_POLLS = 2  # one parked, one that carries what came up meanwhile

# Here an answering socket is the one that carries the data already; elsewhere it takes over.
_ON_SOCKET = frozenset({LinkState.WS_LIVE, LinkState.SUSPECT, LinkState.BUSY})


@dataclass(frozen=True)
class ClientSettings:
    """The part of the settings that concerns the link; milliseconds."""

    transport: str = "auto"
    connect_timeout_ms: float = 2_500
    heartbeat_ms: float = 25_000
    stall_ms: float = 35_000
    retry_limit: int = 0

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> ClientSettings:
        """Unknown keys are other layers' affair."""
        return cls(**{key: values[key] for key in cls.__dataclass_fields__ if key in values})


@dataclass(frozen=True)
class ResultReceived:
    id: int
    body: Any


@dataclass(frozen=True)
class ErrorReceived:
    id: int
    code: str
    message: str


@dataclass(frozen=True)
class EventReceived:
    name: str
    data: Any


@dataclass(frozen=True)
class Welcomed:
    """The server told who it is; `settings` are the host's, for the whole client."""

    epoch: str
    library: str
    settings: dict[str, Any]


@dataclass(frozen=True)
class Reset:
    """The server remembers nothing of us. Outstanding requests are on their way again; views must be reopened."""

    epoch: str


@dataclass(frozen=True)
class Changed:
    """State, transport shown or reason are different now."""

    state: str
    transport: str
    reason: str


Said = Result | Error | Event
ClientEvent = ResultReceived | ErrorReceived | EventReceived | Welcomed | Reset | Changed


@dataclass(frozen=True)
class Wanted:
    """A transport the shell is to have open."""

    attachment: int
    kind: TransportName
    wait_ms: float


@dataclass
class _Attachment:
    kind: TransportName
    wait_ms: float
    since_ms: float
    phase: Literal["opening", "open", "asked", "proved"] = "opening"
    hello_epoch: str | None = None
    cursor: int = 0
    carries: int = 0  # a poll's newest message, known from the moment it is wanted
    control: list[ClientMessage] = field(default_factory=list)
    epoch: str = (
        ""  # the epoch whose numbers it carries; "" until the server resumed our count on it
    )
    proof_by_ms: float | None = None
    token: int = 0  # of the ping not answered yet, 0 when there is none
    pinged_ms: float = 0.0
    heard_ms: float = 0.0
    said_ms: float = 0.0
    ack_said: int = 0

    @property
    def welcomed(self) -> bool:
        return self.epoch != ""


class ClientSession:
    """One conversation with the server; `session_id` is fresh and secret (128 bits or more)."""

    def __init__(
        self, *, session_id: str, settings: ClientSettings, random: Callable[[], float]
    ) -> None:
        self.session_id = session_id
        self.settings = settings
        self.epoch = ""
        self.rtt_ms: float | None = None
        self.figures = {"resets": 0, "sockets": 0, "polls": 0}
        self._ladder = Ladder(random=random)
        self._ladder.configure(settings.transport, settings.retry_limit, 0)
        self._attachments: dict[int, _Attachment] = {}
        self._last_attachment = 0
        self._last_id = 0
        self._last_token = 0
        self._waiting: dict[int, CallBody] = {}
        self._asked_ms = 0.0
        self._events: list[ClientEvent] = []
        self._shown = ("", "", "")
        self._duplicates = 0
        self._inbox = Inbox()
        self._outbox: Outbox[Request | Cancel] = Outbox()

    # The person and the page

    def connect(self, now_ms: float) -> None:
        self._ladder.start(now_ms)
        self._settle(now_ms)

    def close(self, now_ms: float) -> None:
        self._ladder.close(now_ms)
        self._settle(now_ms)

    def set_settings(self, settings: ClientSettings, now_ms: float) -> None:
        self.settings = settings
        if self._ladder.configure(settings.transport, settings.retry_limit, now_ms):
            self._drop("http")
        self._settle(now_ms)

    def request(self, command: str, params: dict[str, Any], now_ms: float) -> int:
        """Ask; exactly one ResultReceived or ErrorReceived with the returned id follows, unless cancelled."""
        self._last_id += 1
        body = CallBody(command, params)
        if not self._waiting:
            self._asked_ms = now_ms
        self._waiting[self._last_id] = body
        self._say_request(self._last_id, body)
        self._ladder.active(now_ms)
        self._settle(now_ms)
        return self._last_id

    def cancel(self, request_id: int, now_ms: float) -> None:
        """Nothing more will be heard of this request."""
        if self._waiting.pop(request_id, None) is not None:
            self._outbox.add(Cancel(seq=self._outbox.next_seq(), ack=0, id=request_id))
        self._settle(now_ms)

    def retry(self, now_ms: float) -> None:
        """Stop waiting: somebody asked to try again, the socket too."""
        self._ladder.retry(now_ms)
        self._settle(now_ms)

    def visibility_changed(self, visible: bool, now_ms: float) -> None:
        self._ladder.visible(visible, now_ms)
        if visible:
            self._check_sockets(now_ms)
        self._settle(now_ms)

    def online_changed(self, online: bool, now_ms: float) -> None:
        """Coming back, a socket may have survived: it is asked before a new one is opened."""
        self._ladder.online(online, now_ms)
        if online:
            self._check_sockets(now_ms)
        self._settle(now_ms)

    def woke(self, now_ms: float) -> None:
        """The machine slept: whatever looked open may be dead."""
        self._drop("http")
        self._check_sockets(now_ms)
        self._settle(now_ms)

    # The transports

    def transports_wanted(self) -> list[Wanted]:
        """Exactly these are to be open; the shell opens what is new and closes what is missing here."""
        return [Wanted(number, a.kind, a.wait_ms) for number, a in self._attachments.items()]

    def transport_opened(self, number: int, now_ms: float) -> None:
        attachment = self._attachments.get(number)
        if attachment is None:
            return
        attachment.phase = "open"
        attachment.heard_ms = attachment.said_ms = now_ms
        self._say_hello(attachment)
        if attachment.kind == "websocket":
            attachment.proof_by_ms = now_ms + PROOF_MS
            self._ping(attachment, now_ms)
            self._ladder.socket_opened(now_ms)
        self._settle(now_ms)

    def transport_failed(self, number: int, failure: Failure, now_ms: float) -> None:
        """It never opened."""
        self._ended(number, failure, now_ms)

    def transport_closed(self, number: int, failure: Failure, now_ms: float) -> None:
        """It was open. A poll whose whole answer was delivered has the reason `done`."""
        self._ended(number, failure, now_ms)

    def _ended(self, number: int, failure: Failure, now_ms: float) -> None:
        attachment = self._attachments.pop(number, None)
        if attachment is not None:
            self._judge_end(attachment, failure, now_ms)
        self._settle(now_ms)

    def _judge_end(self, attachment: _Attachment, failure: Failure, now_ms: float) -> None:
        if attachment.kind == "websocket":
            if attachment.phase == "proved":
                self._ladder.socket_lost(failure, now_ms)
            else:
                self._ladder.socket_failed(failure, now_ms)
        elif failure.reason == "done" and attachment.welcomed:
            self._ladder.poll_done(now_ms)
        else:
            reason = "server" if failure.reason == "done" else failure.reason
            judged = Failure(reason, failure.code, failure.retry_after_ms)
            self._ladder.http_failed(judged, now_ms - attachment.since_ms, now_ms)

    # Input from the server

    def receive_text(self, number: int, text: str, now_ms: float) -> None:
        """One message. What is not one ends its transport, never the session."""
        attachment = self._attachments.get(number)
        if attachment is None:
            return
        attachment.heard_ms = now_ms
        try:
            self._receive(number, attachment, decode_server(text), now_ms)
        except WireError:
            self._ended(number, Failure("server"), now_ms)
        self._settle(now_ms)

    def _receive(
        self, number: int, attachment: _Attachment, message: ServerMessage, now_ms: float
    ) -> None:
        if isinstance(message, Welcome):
            self._on_welcome(number, attachment, message, now_ms)
        elif isinstance(message, Bye):
            self._ended(number, _failure_of(message), now_ms)
        elif isinstance(message, Ping):
            attachment.control.append(Pong(ack=0, body=message.body))
        else:
            self._receive_counted(attachment, message, now_ms)

    def _receive_counted(
        self, attachment: _Attachment, message: Said | Pong | Ack, now_ms: float
    ) -> None:
        """Numbers mean something only on an attachment that carries the present epoch."""
        in_sync = self._in_sync(attachment)
        if in_sync:
            self._confirm(message.ack)
        if isinstance(message, Pong):
            self._on_pong(attachment, message.body.token, now_ms)
        elif in_sync and not isinstance(message, Ack):
            self._on_said(message, now_ms)

    def _in_sync(self, attachment: _Attachment) -> bool:
        return attachment.welcomed and attachment.epoch == self.epoch

    def _on_said(self, message: Said, now_ms: float) -> None:
        if not self._inbox.accept(message.seq):
            return
        self._ladder.active(now_ms)
        if isinstance(message, Event):
            self._events.append(EventReceived(message.body.name, message.body.data))
        elif self._waiting.pop(message.id, None) is not None:
            self._events.append(_answer(message))

    def _confirm(self, ack: int) -> None:
        if not self._outbox.confirm(ack):
            raise WireError("A message was confirmed that was never sent.")

    def _on_welcome(
        self, number: int, attachment: _Attachment, message: Welcome, now_ms: float
    ) -> None:
        """The server goes on with our count, or tells that it has none: then both begin anew.

        An answer to a hello of an older epoch, held up on the way, knows less than we do; its transport ends.
        """
        body = message.body
        if body.version != VERSION:
            raise WireError("The server speaks another version.")
        if body.resumed and self.epoch in ("", body.epoch):
            self._resume(attachment, message, now_ms)
        elif not body.resumed and body.epoch == self.epoch:
            self._say_hello(attachment)  # another attachment brought the news first
        elif not body.resumed and attachment.hello_epoch == self.epoch:
            self._start_over(attachment, body.epoch)
        else:
            self._ended(number, Failure("superseded"), now_ms)

    def _resume(self, attachment: _Attachment, message: Welcome, now_ms: float) -> None:
        body = message.body
        self.epoch = attachment.epoch = body.epoch
        self._confirm(message.ack)
        if not body.sockets:
            self._ladder.sockets_impossible()
        self._events.append(Welcomed(body.epoch, body.library, body.settings))
        if attachment.kind == "websocket":
            self._prove(attachment, now_ms)
        else:
            self._note_rtt(now_ms - attachment.said_ms - body.held_ms)
            self._ladder.http_welcomed(now_ms)

    def _start_over(self, attachment: _Attachment, epoch: str) -> None:
        """Count from one again, with the requests that are still unanswered, in their old order."""
        known = self.epoch != ""
        self._begin_epoch(epoch)
        for request_id, body in self._waiting.items():
            self._say_request(request_id, body)
        self._drop("http")
        if attachment.kind == "websocket":
            self._say_hello(attachment)
        if known:
            self.figures["resets"] += 1
            self._events.append(Reset(epoch))

    def _on_pong(self, attachment: _Attachment, token: int, now_ms: float) -> None:
        if token == attachment.token:
            self._note_rtt(now_ms - attachment.pinged_ms)
            attachment.token = 0
            self._prove(attachment, now_ms)

    def _prove(self, attachment: _Attachment, now_ms: float) -> None:
        """A socket counts from the moment it brought both the welcome and the pong."""
        if attachment.token or not self._in_sync(attachment):
            return
        attachment.proof_by_ms = None
        if attachment.phase == "proved" and self._ladder.state in _ON_SOCKET:
            self._ladder.socket_answered(now_ms)
        else:
            attachment.phase = "proved"
            self.figures["sockets"] += 1
            self._ladder.socket_proved(now_ms)

    def _note_rtt(self, sample_ms: float) -> None:
        """Smoothed like TCP's: an eighth of the newest."""
        sample_ms = max(0.0, sample_ms)
        self.rtt_ms = sample_ms if self.rtt_ms is None else self.rtt_ms * 7 / 8 + sample_ms / 8

    # Output

    def events_received(self) -> list[ClientEvent]:
        events, self._events = self._events, []
        return events

    def has_data(self, number: int) -> bool:
        attachment = self._attachments.get(number)
        if attachment is None or attachment.phase in ("opening", "asked"):
            return False
        return bool(attachment.control) or self._behind(attachment) or self._owes_ack(attachment)

    def data_to_send(self, number: int, now_ms: float) -> list[str]:
        """The texts to write now. For a poll: once, right after it opened; they are its whole body."""
        attachment = self._attachments.get(number)
        if attachment is None or attachment.phase in ("opening", "asked"):
            return []
        messages, attachment.control = attachment.control, []
        for message in self._outbox.after(attachment.cursor):
            if len(messages) >= MAX_BATCH_MESSAGES:
                break
            messages.append(message)
            attachment.cursor = message.seq
        if not messages and self._owes_ack(attachment):
            messages.append(Ack(ack=0))
        if attachment.kind == "http":
            attachment.phase = "asked"
            attachment.carries = self._outbox.last
        return self._stamped(attachment, messages, now_ms)

    def _stamped(
        self, attachment: _Attachment, messages: list[ClientMessage], now_ms: float
    ) -> list[str]:
        if messages:
            attachment.said_ms = now_ms
            attachment.ack_said = self._inbox.received
        ack = self._inbox.received
        return [encode(msgspec.structs.replace(message, ack=ack)) for message in messages]

    def _behind(self, attachment: _Attachment) -> bool:
        return attachment.cursor < self._outbox.last

    def _owes_ack(self, attachment: _Attachment) -> bool:
        return (
            attachment.kind == "websocket"
            and attachment.welcomed
            and self._inbox.received - attachment.ack_said >= ACK_EVERY
        )

    def _say_hello(self, attachment: _Attachment) -> None:
        """Everything unconfirmed follows the hello in the same flight: numbers make repeats harmless."""
        body = HelloBody(
            VERSION, self.session_id, self.epoch, attachment.kind, int(attachment.wait_ms)
        )
        attachment.control.append(Hello(ack=0, body=body))
        attachment.hello_epoch = self.epoch
        attachment.cursor = self._outbox.acked

    def _say_request(self, request_id: int, body: CallBody) -> None:
        self._outbox.add(Request(seq=self._outbox.next_seq(), ack=0, id=request_id, body=body))

    def _ping(self, attachment: _Attachment, now_ms: float) -> None:
        self._last_token += 1
        attachment.token = self._last_token
        attachment.pinged_ms = attachment.said_ms = now_ms
        attachment.control.append(Ping(ack=0, body=TokenBody(self._last_token)))

    def _begin_epoch(self, epoch: str) -> None:
        self.epoch = epoch
        self._duplicates += self._inbox.duplicates
        self._inbox = Inbox()
        self._outbox = Outbox()

    # Time

    def next_deadline(self, now_ms: float) -> float | None:
        """When `handle_timer` must be called at the latest, or None."""
        times = [self._ladder.next_deadline(now_ms)]
        times += [self._deadline_of(attachment) for attachment in self._attachments.values()]
        return min((at for at in times if at is not None), default=None)

    def handle_timer(self, now_ms: float) -> None:
        self._ladder.handle_timer(now_ms)
        for number, attachment in list(self._attachments.items()):
            deadline = self._deadline_of(attachment)
            if deadline is not None and deadline <= now_ms:
                self._on_deadline(number, attachment, now_ms)
        self._settle(now_ms)

    def _deadline_of(self, attachment: _Attachment) -> float | None:
        if attachment.kind == "http":
            return attachment.since_ms + attachment.wait_ms + POLL_GRACE_MS
        if attachment.phase == "opening":
            return attachment.since_ms + self._connect_timeout_ms()
        if attachment.proof_by_ms is not None:
            return attachment.proof_by_ms
        return min(attachment.said_ms + self.settings.heartbeat_ms, self._doubt_at(attachment))

    def _connect_timeout_ms(self) -> float:
        return min(max(self.settings.connect_timeout_ms, 4 * (self.rtt_ms or 0)), CONNECT_CAP_MS)

    def _doubt_at(self, attachment: _Attachment) -> float:
        """Silence is suspicious early when an answer is due, late when there is nothing to say."""
        idle = attachment.heard_ms + self.settings.stall_ms
        if not self._waiting:
            return idle
        return min(idle, max(attachment.heard_ms, self._asked_ms) + LATE_MS)

    def _on_deadline(self, number: int, attachment: _Attachment, now_ms: float) -> None:
        if attachment.kind == "http" or attachment.phase == "opening":
            self._ended(number, Failure("timeout"), now_ms)
        elif attachment.proof_by_ms is not None:
            self._on_proof_missing(number, attachment, now_ms)
        elif self._doubt_at(attachment) <= now_ms:
            self._check(attachment, now_ms)
        else:
            self._ping(attachment, now_ms)

    def _on_proof_missing(self, number: int, attachment: _Attachment, now_ms: float) -> None:
        """A live socket is asked over HTTP as well before it is judged. While HTTP is just as silent the
        server is busy, and the socket is not to blame."""
        if self._ladder.state is LinkState.WS_LIVE and attachment.phase == "proved":
            attachment.proof_by_ms = now_ms + PROOF_MS
            self._ladder.socket_doubted(now_ms)
        elif self._ladder.state in (LinkState.SUSPECT, LinkState.BUSY):
            attachment.proof_by_ms = now_ms + PROOF_MS
        else:
            self._ended(number, Failure("silent"), now_ms)

    def _check_sockets(self, now_ms: float) -> None:
        for attachment in self._attachments.values():
            if attachment.phase == "proved" and attachment.proof_by_ms is None:
                self._check(attachment, now_ms)

    def _check(self, attachment: _Attachment, now_ms: float) -> None:
        """Ask a live socket for a sign of life."""
        attachment.proof_by_ms = now_ms + CHECK_MS
        self._ping(attachment, now_ms)

    # After every input

    def _settle(self, now_ms: float) -> None:
        """Let attachments follow the ladder, and tell what the person sees."""
        self._drop_unwanted()
        if self._waiting or self._unsaid():
            self._ladder.hurry_poll()
        if self._ladder.socket_due and not self._count("websocket"):
            self._ladder.socket_started()
            self._attach("websocket", 0, now_ms)
        if self._poll_needed() and self._ladder.http_due(now_ms):
            self._ladder.poll_started(now_ms)
            self.figures["polls"] += 1
            self._attach("http", self._ladder.poll_wait_ms, now_ms)
        self._tell_change()

    def _drop_unwanted(self) -> None:
        if not self._ladder.socket_allowed:
            self._drop("websocket")
        if not self._ladder.http_allowed:
            self._drop("http")

    def _poll_needed(self) -> bool:
        """One poll always; a second when something came up that no poll under way carries."""
        polls = self._count("http")
        return polls == 0 or (polls < MAX_POLLS and self._unsaid())

    def _unsaid(self) -> bool:
        polls = [a for a in self._attachments.values() if a.kind == "http"]
        return self._outbox.last > max((a.carries for a in polls), default=self._outbox.acked)

    def _attach(self, kind: TransportName, wait_ms: float, now_ms: float) -> None:
        self._last_attachment += 1
        attachment = _Attachment(kind, wait_ms, now_ms, carries=self._outbox.last)
        self._attachments[self._last_attachment] = attachment

    def _count(self, kind: TransportName) -> int:
        return sum(attachment.kind == kind for attachment in self._attachments.values())

    def _drop(self, kind: TransportName) -> None:
        """Nobody is to blame: the ladder hears nothing of it."""
        kept = {number: a for number, a in self._attachments.items() if a.kind != kind}
        self._attachments = kept

    def status(self) -> dict[str, Any]:
        """For the chip: state, transport shown, reason, since when, round-trip time, epoch, figures."""
        figures = {**self.figures, "duplicates": self._duplicates + self._inbox.duplicates}
        return {
            **self._ladder.status(),
            "rtt_ms": self.rtt_ms,
            "epoch": self.epoch,
            "figures": figures,
        }

    def _tell_change(self) -> None:
        status = self._ladder.status()
        shown = (status["state"], status["transport"], status["reason"])
        if shown != self._shown:
            self._shown = shown
            self._events.append(Changed(*shown))


def _answer(message: Result | Error) -> ClientEvent:
    if isinstance(message, Result):
        return ResultReceived(message.id, message.body)
    return ErrorReceived(message.id, message.body.code, message.body.message)


def _failure_of(bye: Bye) -> Failure:
    reasons = {
        "not_allowed": "auth",
        "wrong_origin": "origin",
        "server_full": "busy",
        "superseded": "superseded",
    }
    return Failure(reasons.get(bye.body.code, "closed"))
