"""The client's half of a conversation, without a socket, a clock or a task.

The twin of javascript/evergallery/wire/client_session.mjs: same names, same vectors. Python uses it for the doctor and
for the random walk that joins it to a ServerSession by lossy pipes.

After any input the shell runs five steps: feed, write (`data_to_send` of every attachment), dispatch
(`events_received`), re-arm its one timer (`next_deadline`), open or close transports until they match
`transports_wanted`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from evergallery.errors import WireError

from .client_attachments import ClientAttachment, ClientAttachments, Wanted
from .client_events import (
    Changed,
    ClientEvent,
    MemoryChanged,
    PacksLost,
    Reset,
    Welcomed,
    answer_of,
    event_of,
)
from .client_settings import ClientSettings
from .inbox import Inbox
from .ladder import POLL_GRACE_MS, Failure, Ladder
from .link_figures import LinkFigures
from .link_memory import LinkMemory
from .messages import (
    MAX_BATCH_MESSAGES,
    MAX_PACK_ITEMS,
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
    Pack,
    PackBody,
    Part,
    Ping,
    Pong,
    Request,
    Result,
    ServerMessage,
    TokenBody,
    Unpack,
    Welcome,
    WelcomeBody,
    decode_server,
    encode,
)
from .outbox import Outbox
from .parts import Parts
from .round_trips import RoundTrips
from .states import LinkState
from .ticket_purse import TicketPurse

ACK_EVERY = 16
PROOF_MS = 2_500  # welcome and pong after the socket opened
CONNECT_CAP_MS = 8_000
LATE_MS = 1_200  # a request outstanding and not a byte heard: ask the socket for a sign of life
CHECK_MS = 600  # no sign of life after this: ask over HTTP too
BUSY_PATIENCE = 2  # a server at work gets so many times the usual time
ROTATE_AT = 0.9  # of the age at which this network cuts sockets
LAST_FRAME = 1  # flag in the second byte of a pack's frame; see pack_frame.py
MAX_POLLS = 2  # one parked, one that carries what came up meanwhile

# Here an answering socket is the one that carries the data already; elsewhere it takes over.
_ON_SOCKET = frozenset({LinkState.WS_LIVE, LinkState.SUSPECT, LinkState.BUSY})

Said = Result | Error | Event | Part


class ClientSession:
    """One conversation with the server; `session_id` is fresh and secret (128 bits or more)."""

    def __init__(
        self,
        *,
        session_id: str,
        settings: ClientSettings,
        random: Callable[[], float],
        memory: Mapping[str, Any] | None = None,
        rtt_hint_ms: float = 0,
    ) -> None:
        """`memory` is what the last MemoryChanged held; `rtt_hint_ms` what the page's own loading told."""
        self.session_id = session_id
        self.settings = settings
        self.epoch = ""
        self._figures = LinkFigures()
        self._round_trips = RoundTrips()
        self._memory = LinkMemory(memory)
        self._ladder = Ladder(random=random, memory=self._memory, rtt_hint_ms=rtt_hint_ms)
        self._configure(0)
        self._attachments = ClientAttachments()
        self._tickets = TicketPurse()
        self._parts = Parts()
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
        if self._configure(now_ms):
            self._attachments.drop("http")
        self._settle(now_ms)

    def _configure(self, now_ms: float) -> bool:
        settings = self.settings
        self._ladder.pace.longest_ms = settings.poll_wait_ms
        return self._ladder.configure(settings.transport, settings.retry_limit, now_ms)

    def set_leading(self, leading: bool, now_ms: float) -> None:
        """Of several pages in one browser one may park polls; it loses nothing that it had parked already."""
        self._ladder.pace.is_leading = leading
        self._settle(now_ms)

    def learn(self, socket_works: bool, now_ms: float) -> None:
        """Somebody tested the connection thoroughly: that is worth as much as what we saw."""
        (self._memory.socket_worked if socket_works else self._memory.socket_failed)(now_ms)
        self._settle(now_ms)

    def forget(self, now_ms: float) -> None:
        """What was learnt about this network is to be learnt anew."""
        self._memory.forget()
        self._settle(now_ms)

    def request(self, command: str, params: dict[str, Any], now_ms: float, *, key: str = "") -> int:
        """Ask; exactly one ResultReceived or ErrorReceived with the returned id follows, unless cancelled.

        An action has a fresh `key`, which goes with it into every new epoch.
        """
        self._last_id += 1
        body = CallBody(command, params, key)
        if not self._waiting:
            self._asked_ms = now_ms
        self._waiting[self._last_id] = body
        self._say_request(self._last_id, body)
        self._ladder.pace.active(now_ms)
        self._settle(now_ms)
        return self._last_id

    def cancel(self, request_id: int, now_ms: float) -> None:
        """Nothing more will be heard of this request."""
        if self._waiting.pop(request_id, None) is not None:
            self._outbox.add(Cancel(seq=self._outbox.next_seq(), ack=0, id=request_id))
        self._settle(now_ms)

    def want_pack(self, items: Sequence[tuple[int, str]], now_ms: float) -> int:
        """Have a live socket bring thumbnails as binary frames. Its token; 0 where there is none: HTTP has a route."""
        attachment = self._live_socket()
        if attachment is None or not 1 <= len(items) <= MAX_PACK_ITEMS:
            return 0
        self._last_token += 1
        attachment.packs.add(self._last_token)
        attachment.control.append(Pack(ack=0, body=PackBody(self._last_token, list(items))))
        self._settle(now_ms)
        return self._last_token

    def drop_pack(self, token: int, now_ms: float) -> None:
        """The rest of it is not wanted any more."""
        for attachment in self._attachments:
            if token in attachment.packs:
                attachment.packs.discard(token)
                attachment.control.append(Unpack(ack=0, body=TokenBody(token)))
        self._settle(now_ms)

    def _live_socket(self) -> ClientAttachment | None:
        if self._ladder.state is not LinkState.WS_LIVE:
            return None
        trusted = [socket for socket in self._attachments.sockets if socket.is_trusted]
        return trusted[-1] if trusted else None

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
        self._attachments.drop("http")
        self._check_sockets(now_ms)
        self._settle(now_ms)

    # The transports

    def transports_wanted(self) -> list[Wanted]:
        """Exactly these are to be open; the shell opens what is new and closes what is missing here."""
        return self._attachments.wanted()

    def transport_opened(self, number: int, now_ms: float) -> None:
        attachment = self._attachments.get(number)
        if attachment is None:
            return
        attachment.phase = "open"
        attachment.heard_ms = attachment.said_ms = now_ms
        self._say_hello(attachment)
        if attachment.is_socket:
            attachment.proof_by_ms = now_ms + self._patient(PROOF_MS)
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
        attachment = self._attachments.remove(number)
        if attachment is None:
            pass
        elif attachment.is_socket:
            self._judge_socket(attachment, failure, now_ms)
        else:
            self._judge_poll(attachment, failure, now_ms)
        self._settle(now_ms)

    def _judge_socket(self, attachment: ClientAttachment, failure: Failure, now_ms: float) -> None:
        """While another socket carries the data, or is about to take over, nothing has happened."""
        self._figures.closes[str(failure.code or failure.reason)] += 1
        others = self._attachments.sockets
        if any(other.is_proved for other in others):
            return
        if others and failure.reason == "superseded":
            return
        life_ms = now_ms - attachment.proved_ms if attachment.is_proved else 0
        was_cut = attachment.is_proved and failure.reason == "closed"
        if was_cut:
            self._memory.socket_lived(life_ms, now_ms)
        if attachment.is_proved or self._ladder.state in _ON_SOCKET:
            is_usual = was_cut and self._memory.explains(life_ms, now_ms)
            self._ladder.socket_lost(failure, now_ms, is_usual=is_usual)
        else:
            self._judge_trial(attachment, failure, now_ms)

    def _judge_trial(self, attachment: ClientAttachment, failure: Failure, now_ms: float) -> None:
        """A browser may send a socket none of the credentials it sends with a poll: then a ticket lets it in."""
        is_hopeful = failure.reason in ("refused", "auth") and not attachment.ticket
        self._ladder.hopes_for_ticket = is_hopeful
        self._ladder.socket_failed(failure, now_ms)
        if is_hopeful and self._tickets.is_filled(now_ms):
            self._ladder.try_with_ticket()

    def _judge_poll(self, attachment: ClientAttachment, failure: Failure, now_ms: float) -> None:
        if failure.reason == "done" and attachment.is_welcomed:
            self._ladder.poll_done(now_ms)
            return
        self._figures.poll_failures += 1
        reason = "server" if failure.reason == "done" else failure.reason
        judged = Failure(reason, failure.code, failure.retry_after_ms)
        self._ladder.http_failed(judged, now_ms - attachment.since_ms, now_ms)

    # Input from the server

    def receive_text(self, number: int, text: str, now_ms: float) -> None:
        """One message. What is not one ends its transport, never the session."""
        attachment = self._attachments.get(number)
        if attachment is None:
            return
        self._heard(attachment, now_ms)
        try:
            self._receive(attachment, decode_server(text), now_ms)
        except WireError:
            self._ended(number, Failure("server"), now_ms)
        self._settle(now_ms)

    def receive_bytes(self, number: int, frame: bytes, now_ms: float) -> None:
        """A binary frame came: part of a pack, which the shell hands on as it is. Only its header is looked at."""
        attachment = self._attachments.get(number)
        if attachment is None:
            return
        self._heard(attachment, now_ms)
        if len(frame) >= 6 and frame[1] & LAST_FRAME:
            attachment.packs.discard(int.from_bytes(frame[2:6], "big"))
        self._settle(now_ms)

    def _heard(self, attachment: ClientAttachment, now_ms: float) -> None:
        if attachment.is_proved:
            self._figures.heard(now_ms - attachment.heard_ms)
        attachment.heard_ms = now_ms

    def _receive(self, attachment: ClientAttachment, message: ServerMessage, now_ms: float) -> None:
        if isinstance(message, Welcome):
            self._on_welcome(attachment, message, now_ms)
        elif isinstance(message, Bye):
            self._ended(attachment.number, _failure_of(message), now_ms)
        elif isinstance(message, Ping):
            attachment.control.append(Pong(ack=0, body=message.body))
        else:
            self._receive_counted(attachment, message, now_ms)

    def _receive_counted(
        self, attachment: ClientAttachment, message: Said | Pong | Ack, now_ms: float
    ) -> None:
        """Numbers mean something only on an attachment that carries the present epoch."""
        in_sync = self._in_sync(attachment)
        if in_sync:
            self._confirm(message.ack)
        if isinstance(message, Pong):
            self._on_pong(attachment, message.body.token, now_ms)
        elif in_sync and not isinstance(message, Ack):
            self._on_said(message, now_ms)

    def _in_sync(self, attachment: ClientAttachment) -> bool:
        return attachment.is_welcomed and attachment.epoch == self.epoch

    def _on_said(self, message: Said, now_ms: float) -> None:
        if not self._inbox.accept(message.seq):
            return
        self._ladder.pace.active(now_ms)
        if not isinstance(message, Part):
            self._take_in(message)
            return
        text = self._parts.add(message.body)
        if text is not None:
            self._take_in(decode_server(text))

    def _take_in(self, message: ServerMessage) -> None:
        if isinstance(message, Event):
            self._events.append(event_of(message))
        elif not isinstance(message, (Result, Error)):
            raise WireError("The parts made no message that may have parts.")
        elif self._waiting.pop(message.id, None) is not None:
            self._events.append(answer_of(message))

    def _confirm(self, ack: int) -> None:
        if not self._outbox.confirm(ack):
            raise WireError("A message was confirmed that was never sent.")

    def _on_welcome(self, attachment: ClientAttachment, message: Welcome, now_ms: float) -> None:
        """The server goes on with our count, or tells that it has none: then both begin anew.

        An answer to a hello of an older epoch, held up on the way, knows less than we do; its transport ends.
        """
        body = message.body
        if body.version != VERSION:
            raise WireError("The server speaks another version.")
        if body.nonce != attachment.number:
            self._ended(attachment.number, Failure("replayed"), now_ms)
        elif body.resumed and self.epoch in ("", body.epoch):
            self._resume(attachment, message, now_ms)
        elif not body.resumed and body.epoch == self.epoch:
            self._say_hello(attachment)  # another attachment brought the news first
        elif not body.resumed and attachment.hello_epoch == self.epoch:
            self._start_over(attachment, body.epoch)
        else:
            self._ended(attachment.number, Failure("superseded"), now_ms)

    def _resume(self, attachment: ClientAttachment, message: Welcome, now_ms: float) -> None:
        body = message.body
        is_known, self.epoch = self.epoch != "", body.epoch
        attachment.epoch = body.epoch
        self._confirm(message.ack)
        if not body.sockets:
            self._ladder.sockets_impossible()
        self._events.append(Welcomed(body.epoch, body.library, body.user_tag, body.settings))
        if attachment.is_socket:
            self._figures.resumes += is_known and self._figures.sockets > 0
            self._prove(attachment, now_ms)
        else:
            self._figures.heard(now_ms - attachment.said_ms - body.held_ms)
            self._note_rtt(now_ms - attachment.said_ms - body.held_ms, now_ms)
            self._take_ticket(body, now_ms)
            self._ladder.http_welcomed(now_ms)

    def _take_ticket(self, body: WelcomeBody, now_ms: float) -> None:
        self._tickets.put(body.ticket, now_ms)
        if self._ladder.hopes_for_ticket and body.ticket:
            self._ladder.try_with_ticket()
        self._ladder.hopes_for_ticket = False

    def _start_over(self, attachment: ClientAttachment, epoch: str) -> None:
        """Count from one again, with the requests that are still unanswered, in their old order."""
        known = self.epoch != ""
        self._begin_epoch(epoch)
        for request_id, body in self._waiting.items():
            self._say_request(request_id, body)
        self._attachments.drop("http")
        if attachment.is_socket:
            self._say_hello(attachment)
        if known:
            self._figures.resets += 1
            self._events.append(Reset(epoch))

    def _on_pong(self, attachment: ClientAttachment, token: int, now_ms: float) -> None:
        if token == attachment.token:
            self._note_rtt(now_ms - attachment.pinged_ms, now_ms)
            attachment.token = 0
            self._prove(attachment, now_ms)

    def _prove(self, attachment: ClientAttachment, now_ms: float) -> None:
        """A socket counts from the moment it brought both the welcome and the pong."""
        if attachment.token or not self._in_sync(attachment):
            return
        attachment.proof_by_ms = None
        if attachment.is_proved and self._ladder.state in _ON_SOCKET:
            self._ladder.socket_answered(now_ms)
        else:
            self._trust(attachment, now_ms)

    def _trust(self, attachment: ClientAttachment, now_ms: float) -> None:
        attachment.phase = "proved"
        attachment.proved_ms = now_ms
        self._figures.sockets += 1
        for other in self._attachments.sockets:
            if other is not attachment:
                self._attachments.remove(other.number)
        self._ladder.socket_proved(now_ms)

    @property
    def rtt_ms(self) -> float | None:
        return self._round_trips.smoothed_ms

    def _note_rtt(self, sample_ms: float, now_ms: float) -> None:
        self._round_trips.add(sample_ms, now_ms)
        self._memory.round_trip(self._round_trips.smoothed_ms or 0)

    # Output

    def events_received(self) -> list[ClientEvent]:
        events, self._events = self._events, []
        return events

    def has_data(self, number: int) -> bool:
        attachment = self._attachments.get(number)
        if attachment is None or not attachment.is_writable:
            return False
        return bool(attachment.control) or self._behind(attachment) or self._owes_ack(attachment)

    def data_to_send(self, number: int, now_ms: float) -> list[str]:
        """The texts to write now. For a poll: once, right after it opened; they are its whole body."""
        attachment = self._attachments.get(number)
        if attachment is None or not attachment.is_writable:
            return []
        messages, attachment.control = attachment.control, []
        for message in self._outbox.after(attachment.cursor):
            if len(messages) >= MAX_BATCH_MESSAGES:
                break
            messages.append(message)
            attachment.cursor = message.seq
        if not messages and self._owes_ack(attachment):
            messages.append(Ack(ack=0))
        if not attachment.is_socket:
            attachment.phase = "asked"
            attachment.carries = self._outbox.last
        return self._stamped(attachment, messages, now_ms)

    def _stamped(
        self, attachment: ClientAttachment, messages: list[ClientMessage], now_ms: float
    ) -> list[str]:
        if messages:
            attachment.said_ms = now_ms
            attachment.ack_said = self._inbox.received
        ack = self._inbox.received
        return [encode(msgspec.structs.replace(message, ack=ack)) for message in messages]

    def _behind(self, attachment: ClientAttachment) -> bool:
        return attachment.cursor < self._outbox.last

    def _owes_ack(self, attachment: ClientAttachment) -> bool:
        return (
            attachment.is_socket
            and attachment.is_welcomed
            and self._inbox.received - attachment.ack_said >= ACK_EVERY
        )

    def _say_hello(self, attachment: ClientAttachment) -> None:
        """Everything unconfirmed follows the hello in the same flight: numbers make repeats harmless."""
        body = HelloBody(
            version=VERSION,
            session=self.session_id,
            epoch=self.epoch,
            transport=attachment.kind,
            wait_ms=int(attachment.wait_ms),
            nonce=attachment.number,
        )
        attachment.control.append(Hello(ack=0, body=body))
        attachment.hello_epoch = self.epoch
        attachment.cursor = self._outbox.acked

    def _say_request(self, request_id: int, body: CallBody) -> None:
        self._outbox.add(Request(seq=self._outbox.next_seq(), ack=0, id=request_id, body=body))

    def _ping(self, attachment: ClientAttachment, now_ms: float) -> None:
        self._last_token += 1
        attachment.token = self._last_token
        attachment.pinged_ms = attachment.said_ms = now_ms
        attachment.control.append(Ping(ack=0, body=TokenBody(self._last_token)))

    def _begin_epoch(self, epoch: str) -> None:
        self.epoch = epoch
        self._duplicates += self._inbox.duplicates
        self._inbox = Inbox()
        self._outbox = Outbox()
        self._parts = Parts()

    # Time

    def next_deadline(self, now_ms: float) -> float | None:
        """When `handle_timer` must be called at the latest, or None."""
        times = [self._ladder.next_deadline(), self._poll_at(now_ms)]
        times += [self._deadline_of(attachment) for attachment in self._attachments]
        return min((at for at in times if at is not None), default=None)

    def _poll_at(self, now_ms: float) -> float | None:
        """A poll that waited for its turn is due even if that came since the last input: nothing else starts it."""
        return self._ladder.http_at_ms(now_ms) if self._poll_needed() else None

    def handle_timer(self, now_ms: float) -> None:
        self._ladder.handle_timer(now_ms)
        for attachment in self._attachments:
            if self._deadline_of(attachment) <= now_ms:
                self._on_deadline(attachment, now_ms)
        self._settle(now_ms)

    def _deadline_of(self, attachment: ClientAttachment) -> float:
        if not attachment.is_socket:
            return attachment.since_ms + attachment.wait_ms + self._patient(POLL_GRACE_MS)
        if attachment.phase == "opening":
            return attachment.since_ms + self._connect_timeout_ms()
        if attachment.proof_by_ms is not None:
            return attachment.proof_by_ms
        heartbeat = attachment.said_ms + self.settings.heartbeat_ms
        return min(heartbeat, self._doubt_at(attachment), self._rotate_at(attachment))

    def _rotate_at(self, attachment: ClientAttachment) -> float:
        """Where sockets are cut at a certain age, the next one is there before."""
        cap_ms = self._memory.life_cap_ms(attachment.proved_ms)
        if cap_ms is None or attachment.has_successor:
            return float("inf")
        return attachment.proved_ms + ROTATE_AT * cap_ms

    def _connect_timeout_ms(self) -> float:
        asked = self._patient(self.settings.connect_timeout_ms)
        return min(max(asked, 4 * (self.rtt_ms or 0)), CONNECT_CAP_MS)

    def _patient(self, time_ms: float) -> float:
        """A server that loads a model answers nobody for a while; giving up sooner would not make it quicker."""
        return time_ms * (BUSY_PATIENCE if self._ladder.state is LinkState.BUSY else 1)

    def _doubt_at(self, attachment: ClientAttachment) -> float:
        """Silence is suspicious early when an answer is due, late when there is nothing to say."""
        idle = attachment.heard_ms + self.settings.stall_ms
        if not self._waiting:
            return idle
        return min(idle, max(attachment.heard_ms, self._asked_ms) + LATE_MS)

    def _on_deadline(self, attachment: ClientAttachment, now_ms: float) -> None:
        if not attachment.is_socket or attachment.phase == "opening":
            self._ended(attachment.number, Failure("timeout"), now_ms)
        elif attachment.proof_by_ms is not None:
            self._on_proof_missing(attachment, now_ms)
        elif self._doubt_at(attachment) <= now_ms:
            self._check(attachment, now_ms)
        elif self._rotate_at(attachment) <= now_ms:
            self._rotate(attachment, now_ms)
        else:
            self._ping(attachment, now_ms)

    def _rotate(self, attachment: ClientAttachment, now_ms: float) -> None:
        """The old one carries the data until the new one is trusted."""
        attachment.has_successor = True
        self._figures.rotations += 1
        self._open_socket(now_ms)

    def _on_proof_missing(self, attachment: ClientAttachment, now_ms: float) -> None:
        """A live socket is asked over HTTP as well before it is judged. While HTTP is just as silent the
        server is busy, and the socket is not to blame."""
        if self._ladder.state is LinkState.WS_LIVE and attachment.is_proved:
            attachment.proof_by_ms = now_ms + PROOF_MS
            self._ladder.socket_doubted(now_ms)
        elif self._ladder.state in (LinkState.SUSPECT, LinkState.BUSY):
            attachment.proof_by_ms = now_ms + PROOF_MS
        else:
            self._ended(attachment.number, Failure("silent"), now_ms)

    def _check_sockets(self, now_ms: float) -> None:
        for socket in self._attachments.sockets:
            if socket.is_trusted:
                self._check(socket, now_ms)

    def _check(self, attachment: ClientAttachment, now_ms: float) -> None:
        """Ask a live socket for a sign of life."""
        attachment.proof_by_ms = now_ms + CHECK_MS
        self._ping(attachment, now_ms)

    # After every input

    def _settle(self, now_ms: float) -> None:
        """Let attachments follow the ladder, and tell what the person sees."""
        self._drop_unwanted()
        if self._waiting or self._unsaid():
            self._ladder.hurry_poll()
        if self._ladder.socket_due and not self._attachments.sockets:
            self._open_socket(now_ms)
        if self._poll_needed() and self._ladder.http_due(now_ms):
            self._ladder.pace.started(now_ms)
            self._figures.polls += 1
            self._attachments.open("http", self._ladder.poll_wait_ms, now_ms)
        self._tell_change()
        self._tell_losses()

    def _open_socket(self, now_ms: float) -> None:
        self._ladder.socket_started()
        self._figures.attempts += 1
        self._attachments.open("websocket", 0, now_ms, self._tickets.take(now_ms))

    def _drop_unwanted(self) -> None:
        if not self._ladder.socket_allowed:
            self._attachments.drop("websocket")
        if not self._ladder.http_allowed:
            self._attachments.drop("http")

    def _poll_needed(self) -> bool:
        """One poll always; a second when something came up that no poll under way carries."""
        polls = len(self._attachments.polls)
        return polls == 0 or (polls < MAX_POLLS and self._unsaid())

    def _unsaid(self) -> bool:
        """Whether no poll will have carried all. One that is not asked yet takes what comes up until then."""
        polls = self._attachments.polls
        if any(poll.phase != "asked" for poll in polls):
            return False
        return self._outbox.last > max((poll.carries for poll in polls), default=self._outbox.acked)

    def status(self) -> dict[str, Any]:
        """For the chip: state, transport shown, reason, since when, round-trip times, epoch, figures, what is known."""
        return {
            **self._ladder.status(),
            "rtt_ms": self.rtt_ms,
            "rtt": self._round_trips.summary(),
            "epoch": self.epoch,
            "next_socket_ms": self._ladder.next_socket_ms,
            "figures": {
                **self._figures.summary(),
                "healthy": self._ladder.healthy_sockets,
                "duplicates": self._duplicates + self._inbox.duplicates,
                "missing": self._inbox.missing,
                "lifetimes_ms": self._memory.lives_ms,
                "life_cap_ms": self._memory.life_cap_ms(self._ladder.since_ms),
                "poll_wait_ms": self._ladder.poll_wait_ms,
            },
            "memory": self._memory.known(),
        }

    def _tell_losses(self) -> None:
        lost_packs = self._attachments.take_lost_packs()
        if lost_packs:
            self._events.append(PacksLost(lost_packs))
        if self._memory.take_changed():
            self._events.append(MemoryChanged(self._memory.snapshot()))

    def _tell_change(self) -> None:
        status = self._ladder.status()
        shown = (status["state"], status["transport"], status["reason"])
        if shown != self._shown:
            if shown[1] == "http" and self._shown[1] != "http":
                self._figures.fallbacks[shown[2]] += 1
            self._shown = shown
            self._events.append(Changed(*shown))


def _failure_of(bye: Bye) -> Failure:
    reasons = {
        "not_allowed": "auth",
        "wrong_origin": "origin",
        "server_full": "busy",
        "superseded": "superseded",
    }
    return Failure(reasons.get(bye.body.code, "closed"))
