"""The server's half of a conversation, without a socket, a clock or a task.

A session outlives its transports. Each transport is an *attachment*: it begins with the client's hello and is given
everything the client has not confirmed yet, so a cut at any byte costs a repetition, never a message. A socket and
polls may be attached together.

After any input the shell runs five steps: feed (`receive_text`), dispatch (`events_received`), write
(`data_to_send` of every attachment), close (`close_wanted`), and re-arm its one timer (`next_deadline`).

Nothing a peer says makes a method raise; wrong use by our own side does. Times are milliseconds of any steady clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from evergallery.errors import WireError

from .inbox import Inbox
from .messages import (
    MAX_BATCH_BYTES,
    PART_OVER_BYTES,
    VERSION,
    Ack,
    Bye,
    ByeBody,
    Cancel,
    ClientMessage,
    Error,
    ErrorBody,
    Event,
    EventBody,
    Hello,
    Pack,
    Part,
    Ping,
    Pong,
    Request,
    Result,
    ServerMessage,
    TokenBody,
    TransportName,
    Unpack,
    Welcome,
    WelcomeBody,
    decode_client,
    encode,
    parts_of,
)
from .outbox import Outbox


@dataclass(frozen=True)
class SessionLimits:
    """Bounds of one session; sources in design notes of docs/protocol.md."""

    ring_messages: int = 4096  # unconfirmed messages kept for a replay
    ring_age_ms: float = 600_000  # a session nobody is attached to lives this long
    running_requests: int = 64  # requests not answered yet
    heartbeat_ms: float = 15_000  # silence of our own after which a socket gets a ping
    silence_ms: float = 90_000  # silence of a socket's peer after which it counts as gone
    ack_every: int = 16  # bare ack at the latest after this many messages

    def __post_init__(self) -> None:
        """A ring that the answers alone can overrun would begin epoch after epoch."""
        if self.ring_messages < 2 * self.running_requests:
            raise ValueError("ring_messages must be at least twice running_requests")


@dataclass(frozen=True)
class Requested:
    """The client asks for `command`; exactly one send_result or send_error must follow.

    `key` is not "" for an action: it is done once for each key, in whatever epoch it is said again.
    """

    id: int
    command: str
    params: dict[str, Any]
    key: str = ""


@dataclass(frozen=True)
class Cancelled:
    """The client no longer wants an answer to request `id`; none must follow."""

    id: int


@dataclass(frozen=True)
class Restarted:
    """A new epoch began: all work for requests of the old one is to be dropped."""

    epoch: str


@dataclass(frozen=True)
class PackAsked:
    """A socket asks for thumbnails (id, version) as binary frames. Nobody waits for them when it is gone."""

    attachment: int
    token: int
    items: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class PackDropped:
    """The rest of a pack is not wanted any more: it was scrolled away."""

    attachment: int
    token: int


SessionEvent = Requested | Cancelled | Restarted | PackAsked | PackDropped
_Said = Result | Error | Event | Part


@dataclass
class _Attachment:
    transport: TransportName
    since_ms: float
    heard_ms: float
    said_ms: float
    control: list[ServerMessage] = field(default_factory=list)
    hello: Hello | None = None
    in_sync: bool = False
    cursor: int = 0
    ack_said: int = 0
    closing: Bye | None = None


class ServerSession:
    """One session; `epoch` must differ from every epoch this session id ever had.

    `welcome(transport)` gives the fields of the welcome that are not this layer's: sockets, ticket, library, user_tag,
    settings.
    """

    def __init__(
        self,
        *,
        session_id: str,
        epoch: str,
        limits: SessionLimits | None = None,
        welcome: Callable[[TransportName], dict[str, Any]] = lambda _: {},
        now_ms: float = 0.0,
    ) -> None:
        self.session_id = session_id
        self.limits = limits or SessionLimits()
        self._first_epoch = epoch
        self._restarts = 0
        self._born_of: str | None = None  # the epoch the first hello named
        self._welcome = welcome
        self._attachments: dict[int, _Attachment] = {}
        self._last_attachment = 0
        self._lonely_since_ms = now_ms
        self._events: list[SessionEvent] = []
        self._begin_epoch()

    @property
    def epoch(self) -> str:
        return f"{self._first_epoch}.{self._restarts}"

    @property
    def running(self) -> int:
        """Requests not answered yet."""
        return len(self._running)

    def is_expired(self, now_ms: float) -> bool:
        return not self._attachments and now_ms - self._lonely_since_ms >= self.limits.ring_age_ms

    # Attachments

    def attached(self, transport: TransportName, now_ms: float) -> int:
        """A transport was opened. Returns its number, to be passed with everything that concerns it."""
        self._last_attachment += 1
        self._attachments[self._last_attachment] = _Attachment(transport, now_ms, now_ms, now_ms)
        return self._last_attachment

    def detached(self, number: int, now_ms: float) -> None:
        """The transport is gone, whoever closed it. Idempotent."""
        if self._attachments.pop(number, None) and not self._attachments:
            self._lonely_since_ms = now_ms

    def wait_ms(self, number: int) -> int:
        """How long the client allows this poll to be parked."""
        hello = self._attachments[number].hello
        return hello.body.wait_ms if hello else 0

    def close_wanted(self, number: int) -> Bye | None:
        """Why this attachment is to be closed after `data_to_send` was written, or None."""
        attachment = self._attachments.get(number)
        return attachment.closing if attachment else None

    # Input

    def receive_text(self, number: int, text: str, now_ms: float) -> None:
        """One message from the client; then call events_received and data_to_send."""
        attachment = self._attachments.get(number)
        if attachment is None or attachment.closing:
            return
        attachment.heard_ms = now_ms
        try:
            self._receive(number, attachment, decode_client(text))
        except WireError as error:
            self._dismiss(attachment, error.code, error.message)

    def _receive(self, number: int, attachment: _Attachment, message: ClientMessage) -> None:
        if isinstance(message, Hello):
            self._on_hello(attachment, message)
            return
        if attachment.hello is None:
            raise WireError("The conversation did not begin with a hello.")
        if isinstance(message, Bye):
            self._dismiss(attachment, "bye", "Goodbye.")
        elif isinstance(message, Ping):
            attachment.control.append(Pong(ack=0, body=message.body))
        elif isinstance(message, (Pack, Unpack)):
            self._receive_pack(number, attachment, message)
        elif attachment.in_sync:
            self._receive_in_sync(message)
        if attachment.in_sync:
            self._confirm(message.ack)

    def _receive_in_sync(self, message: ClientMessage) -> None:
        if isinstance(message, Request) and self._inbox.accept(message.seq):
            self._on_request(message)
        elif isinstance(message, Cancel) and self._inbox.accept(message.seq):
            self._on_cancel(message)

    def _receive_pack(self, number: int, attachment: _Attachment, message: Pack | Unpack) -> None:
        """Pictures are the same in every epoch; only a socket can carry them as they are."""
        if attachment.transport != "websocket":
            raise WireError("Packs travel on sockets; over HTTP they have a route of their own.")
        if isinstance(message, Unpack):
            self._events.append(PackDropped(number, message.body.token))
        else:
            items = tuple(message.body.items)
            self._events.append(PackAsked(number, message.body.token, items))

    def _on_hello(self, attachment: _Attachment, hello: Hello) -> None:
        """A client of another epoch gets the welcome only: it must begin its count anew first."""
        if hello.body.version != VERSION:
            raise WireError("This page belongs to another version of Evergallery; reload it.")
        if hello.body.session != self.session_id:
            raise WireError("The hello names another session.")
        attachment.hello = hello
        attachment.in_sync = self._knows(hello.body.epoch)
        if attachment.in_sync:
            self._confirm(hello.ack)
            attachment.cursor = hello.ack
        attachment.control.append(self._welcome_for(attachment))
        self._supersede(attachment)

    def _knows(self, epoch: str) -> bool:
        """Whether the client's count is ours.

        A client that was never welcomed ("") counts from one, as does a session that began with such a client. A client
        that lived in another epoch will count anew, so it must find a session in which nothing was said and which no
        hello held up on its way ("") can still speak to.
        """
        if self._born_of is None:
            self._born_of = epoch
        newborn = self._born_of == "" and self._restarts == 0
        if epoch == "":
            return newborn
        touched = newborn or self._inbox.received > 0 or self._outbox.last > 0
        if epoch != self.epoch and touched:
            self._restart()
        return epoch == self.epoch

    def _welcome_for(self, attachment: _Attachment) -> Welcome:
        body = WelcomeBody(
            version=VERSION,
            epoch=self.epoch,
            resumed=attachment.in_sync,
            nonce=attachment.hello.body.nonce if attachment.hello else 0,
            **self._welcome(attachment.transport),
        )
        return Welcome(ack=0, body=body)

    def _supersede(self, newest: _Attachment) -> None:
        """A client has use for one socket and one parked poll; an older one of the kind is let go."""
        for older in self._attachments.values():
            if older is not newest and older.transport == newest.transport and older.hello:
                self._dismiss(older, "superseded", "A newer connection took over.", quiet=True)

    def _on_request(self, message: Request) -> None:
        if message.id in self._running:
            raise WireError("Two requests had the same id.")
        self._running.add(message.id)
        if len(self._running) > self.limits.running_requests:
            self.send_error(message.id, "too_many_requests", "Too many requests at once.")
            return
        call = message.body
        self._events.append(Requested(message.id, call.command, call.params, call.key))

    def _on_cancel(self, message: Cancel) -> None:
        if message.id in self._running:
            self._running.discard(message.id)
            self._events.append(Cancelled(message.id))

    def _confirm(self, ack: int) -> None:
        if not self._outbox.confirm(ack):
            raise WireError("A message was confirmed that was never sent.")

    # Output of the shell's work

    def send_result(self, request_id: int, body: Any) -> None:
        """Answer a request. Dropped when it was cancelled or belongs to an older epoch.

        Raises TypeError when `body` is not JSON: our own mistake.
        """
        raw = msgspec.Raw(msgspec.json.encode(body))
        if request_id in self._running:
            self._running.discard(request_id)
            message = Result(seq=self._outbox.next_seq(), ack=0, id=request_id, body=raw)
            self._say(message, len(bytes(raw)))

    def send_error(self, request_id: int, code: str, message: str) -> None:
        """End a request with a reason. Dropped like a result."""
        if request_id in self._running:
            self._running.discard(request_id)
            body = ErrorBody(code, message)
            self._say(Error(seq=self._outbox.next_seq(), ack=0, id=request_id, body=body), 0)

    def send_event(self, name: str, data: Any) -> None:
        """Tell the client something it did not ask for."""
        raw = msgspec.Raw(msgspec.json.encode(data))
        message = Event(seq=self._outbox.next_seq(), ack=0, body=EventBody(name, raw))
        self._say(message, len(bytes(raw)))

    def _say(self, message: Result | Error | Event, size_bytes: int) -> None:
        """What no frame can hold goes as parts; each has a number, so a cut costs the missing parts only."""
        if size_bytes <= PART_OVER_BYTES:
            self._outbox.add(message)
        else:
            for part in parts_of(encode(message)):
                self._outbox.add(Part(seq=self._outbox.next_seq(), ack=0, body=part))
        if len(self._outbox) > self.limits.ring_messages:
            self._restart()

    def _restart(self) -> None:
        """The client is too far behind for a replay: both sides begin anew."""
        self._restarts += 1
        self._begin_epoch()
        self._events.append(Restarted(self.epoch))
        for attachment in self._attachments.values():
            if attachment.in_sync:
                attachment.in_sync = False
                attachment.control.append(self._welcome_for(attachment))

    def _begin_epoch(self) -> None:
        self._inbox = Inbox()
        self._outbox: Outbox[_Said] = Outbox()
        self._running: set[int] = set()

    # Pulled by the shell

    def events_received(self) -> list[SessionEvent]:
        events, self._events = self._events, []
        return events

    def has_data(self, number: int) -> bool:
        """Whether there is more to say on this attachment than the welcome."""
        attachment = self._attachments.get(number)
        if attachment is None:
            return False
        news = any(not isinstance(message, Welcome) for message in attachment.control)
        behind = attachment.in_sync and attachment.cursor < self._outbox.last
        stale = attachment.hello is not None and not attachment.in_sync
        return news or behind or stale or self._owes_ack(attachment)

    def data_to_send(
        self, number: int, now_ms: float, limit_bytes: int = MAX_BATCH_BYTES
    ) -> list[str]:
        """The texts to write to this attachment now, in order, about `limit_bytes` at most."""
        attachment = self._attachments.get(number)
        if attachment is None:
            return []
        texts = self._control_texts(attachment, now_ms)
        if attachment.in_sync and not attachment.closing:
            self._add_sequenced(attachment, texts, limit_bytes)
            if not texts and self._owes_ack(attachment):
                texts.append(self._stamped(attachment, Ack(ack=0)))
        if texts:
            attachment.said_ms = now_ms
        return texts

    def bytes_sent(self, number: int, now_ms: float) -> None:
        """A binary frame was written to this attachment: a sign of life like any other."""
        attachment = self._attachments.get(number)
        if attachment:
            attachment.said_ms = now_ms

    def _control_texts(self, attachment: _Attachment, now_ms: float) -> list[str]:
        messages, attachment.control = attachment.control, []
        if attachment.transport == "http":
            messages = [_with_held(message, now_ms - attachment.since_ms) for message in messages]
        return [self._stamped(attachment, message) for message in messages]

    def _add_sequenced(self, attachment: _Attachment, texts: list[str], limit_bytes: int) -> None:
        size = sum(map(len, texts))
        for message in self._outbox.after(attachment.cursor):
            text = self._stamped(attachment, message)
            size += len(text)
            if texts and size > limit_bytes:
                break
            texts.append(text)
            attachment.cursor = message.seq

    def _stamped(self, attachment: _Attachment, message: ServerMessage) -> str:
        attachment.ack_said = self._inbox.received
        return encode(msgspec.structs.replace(message, ack=self._inbox.received))

    def _owes_ack(self, attachment: _Attachment) -> bool:
        unsaid = self._inbox.received - attachment.ack_said
        return attachment.in_sync and unsaid >= self.limits.ack_every

    # Time

    def next_deadline(self) -> float | None:
        """When `handle_timer` must be called at the latest, or None."""
        limits = self.limits
        return min(
            (
                min(socket.said_ms + limits.heartbeat_ms, socket.heard_ms + limits.silence_ms)
                for socket in self._open_sockets()
            ),
            default=None,
        )

    def handle_timer(self, now_ms: float) -> None:
        """Pings sockets we left in silence, gives up those whose peer is silent."""
        for socket in self._open_sockets():
            if now_ms >= socket.heard_ms + self.limits.silence_ms:
                self._dismiss(socket, "silent", "Nothing was heard for too long.")
            elif now_ms >= socket.said_ms + self.limits.heartbeat_ms:
                socket.control.append(Ping(ack=0, body=TokenBody(int(now_ms))))
                socket.said_ms = now_ms

    def _open_sockets(self) -> list[_Attachment]:
        return [
            attachment
            for attachment in self._attachments.values()
            if attachment.transport == "websocket" and attachment.hello and not attachment.closing
        ]

    def _dismiss(
        self, attachment: _Attachment, code: str, message: str, *, quiet: bool = False
    ) -> None:
        """Have the attachment closed; `quiet` where the client needs no word about it."""
        attachment.closing = Bye(ack=0, body=ByeBody(code, message))
        if not quiet or attachment.transport == "websocket":
            attachment.control.append(attachment.closing)


def _with_held(message: ServerMessage, held_ms: float) -> ServerMessage:
    if not isinstance(message, Welcome):
        return message
    body = msgspec.structs.replace(message.body, held_ms=max(0, int(held_ms)))
    return msgspec.structs.replace(message, body=body)
