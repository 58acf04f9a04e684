"""A client and a server joined by pipes that lose, cut, delay and reorder, with a server that may be restarted.

Whatever the walk did: each request ends exactly once, each event of an epoch is seen once and in order, and as soon
as the pipes are whole again everything outstanding arrives.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from evergallery.wire import client_events as heard
from evergallery.wire import server_session as server_side
from evergallery.wire.client_session import ClientSession
from evergallery.wire.client_settings import ClientSettings
from evergallery.wire.ladder import Failure
from evergallery.wire.messages import PART_OVER_BYTES

SESSION_ID = "s" * 22
LARGE = "x" * 2 * PART_OVER_BYTES
# A network that has always cut sockets after 40 s: they are renewed before.
CAPPED = {"lives_ms": [40_000.0] * 3, "lives_until_ms": 1e9}
PICK = st.integers(min_value=0, max_value=2**16)
SHELL_MS = 20.0  # from an input to the moment the shell asks for its next deadline


@dataclass
class Pipe:
    """One attachment as the world sees it; texts on their way in both directions.

    A socket belongs to the server that was there when it opened. A poll may be held up by a proxy, and then reaches
    a server that was born later.
    """

    client_number: int
    kind: str
    is_open: bool = False
    server: server_side.ServerSession | None = None
    server_number: int = 0
    up: deque[str] = field(default_factory=deque)
    down: deque[str] = field(default_factory=deque)


class World(RuleBasedStateMachine):
    """The network, the clock and the two shells."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.timer_at: float | None = None
        self.births = 0
        self.events_said: dict[str, int] = {}
        self.events_seen: dict[str, list[int]] = {}
        self.asked: set[int] = set()
        self.cancelled: set[int] = set()
        self.ended: list[int] = []
        self.pipes: dict[int, Pipe] = {}
        self.running: list[int] = []
        self.server = self.new_server()
        self.client = self.new_client({})

    def new_client(self, memory: dict[str, Any]) -> ClientSession:
        return ClientSession(
            session_id=SESSION_ID,
            settings=ClientSettings(),
            random=random.Random(7).random,
            memory=memory,
        )

    def new_server(self) -> server_side.ServerSession:
        self.births += 1
        limits = server_side.SessionLimits(ring_messages=8, running_requests=4)
        return server_side.ServerSession(
            session_id=SESSION_ID, epoch=f"e{self.births}", limits=limits, now_ms=self.now
        )

    # The two shells

    def run_client(self) -> None:
        wanted = {want.attachment: want for want in self.client.transports_wanted()}
        for number in set(self.pipes) - set(wanted):
            self.forget(self.pipes.pop(number))
        for number, want in wanted.items():
            self.pipes.setdefault(number, Pipe(number, want.kind))
        for pipe in self.pipes.values():
            if pipe.is_open and pipe.kind == "websocket":
                pipe.up.extend(self.client.data_to_send(pipe.client_number, self.now))
        for event in self.client.events_received():
            self.see(event)
        self.now += SHELL_MS
        self.timer_at = self.client.next_deadline(self.now)

    def see(self, event: heard.ClientEvent) -> None:
        if isinstance(event, heard.ResultReceived):
            assert event.body is None or event.body["for"] == event.id, "somebody else's answer"
        if isinstance(event, heard.ResultReceived | heard.ErrorReceived):
            assert event.id in self.asked, "an answer to nothing"
            assert event.id not in self.ended, "a request ended twice"
            assert event.id not in self.cancelled, "an answer after cancel"
            self.ended.append(event.id)
        elif isinstance(event, heard.EventReceived):
            seen = self.events_seen.setdefault(event.data["epoch"], [])
            assert event.data["n"] == len(seen) + 1, "an event lost, doubled or out of order"
            seen.append(event.data["n"])

    def run_server(self) -> None:
        for event in self.server.events_received():
            if isinstance(event, server_side.Requested):
                self.running.append(event.id)
            elif isinstance(event, server_side.Cancelled):
                self.running.remove(event.id)
            else:
                self.running.clear()
        for pipe in self.pipes.values():
            if pipe.server is self.server and pipe.kind == "websocket":
                pipe.down.extend(self.server.data_to_send(pipe.server_number, self.now))

    def forget(self, pipe: Pipe) -> None:
        if pipe.server:
            pipe.server.detached(pipe.server_number, self.now)

    def nth(self, pick: int, pipes: list[Pipe]) -> Pipe:
        return pipes[pick % len(pipes)]

    def unopened(self) -> list[Pipe]:
        return [pipe for pipe in self.pipes.values() if not pipe.is_open]

    def opened(self) -> list[Pipe]:
        return [pipe for pipe in self.pipes.values() if pipe.is_open]

    # What can happen

    @initialize(
        beginning=st.sampled_from(["alone", "racing", "hedging"]),
        memory=st.sampled_from([{}, CAPPED]),
    )
    def the_page_begins(self, beginning: str, memory: dict[str, Any]) -> None:
        """Two attachments at once are where numbers could be confused; chance alone rarely gets there."""
        self.client = self.new_client(memory)
        self.client.connect(self.now)
        self.run_client()
        if beginning == "alone":
            return
        if beginning == "hedging":
            self.everything_is_heard()
            self.the_client_asks()
            self.pass_time(1_300)
            self.pass_time(700)
        else:
            self.the_client_asks()
            self.pass_time(300)
        for pipe in self.unopened():
            self.open(pipe)

    @rule()
    def everything_is_heard(self) -> None:
        """A spell without faults."""
        self.one_healthy_round(0)

    @precondition(lambda self: self.unopened())
    @rule(pick=PICK)
    def a_transport_opens(self, pick: int) -> None:
        self.open(self.nth(pick, self.unopened()))

    def open(self, pipe: Pipe) -> None:
        pipe.is_open = True
        if pipe.kind == "websocket":
            self.join(pipe)
        self.client.transport_opened(pipe.client_number, self.now)
        pipe.up.extend(self.client.data_to_send(pipe.client_number, self.now))
        self.run_client()

    def join(self, pipe: Pipe) -> server_side.ServerSession:
        if pipe.server is None:
            pipe.server = self.server
            pipe.server_number = self.server.attached(pipe.kind, self.now)
        return pipe.server

    @precondition(lambda self: self.unopened())
    @rule(pick=PICK)
    def a_transport_fails(self, pick: int) -> None:
        pipe = self.nth(pick, self.unopened())
        self.client.transport_failed(pipe.client_number, Failure("refused"), self.now)
        self.run_client()

    @precondition(lambda self: self.opened())
    @rule(pick=PICK, count=st.integers(1, 5))
    def messages_reach_the_server(self, pick: int, count: int) -> None:
        pipe = self.nth(pick, self.opened())
        while pipe.up and count > 0:
            count -= 1
            self.join(pipe).receive_text(pipe.server_number, pipe.up.popleft(), self.now)
            self.run_server()

    @precondition(lambda self: self.opened())
    @rule(pick=PICK, count=st.integers(1, 5))
    def messages_reach_the_client(self, pick: int, count: int) -> None:
        pipe = self.nth(pick, self.opened())
        while pipe.down and count > 0 and pipe.client_number in self.pipes:
            count -= 1
            self.client.receive_text(pipe.client_number, pipe.down.popleft(), self.now)
            self.run_client()

    @precondition(lambda self: any(p.kind == "http" and not p.up for p in self.opened()))
    @rule(pick=PICK, lost=st.booleans())
    def a_poll_is_answered(self, pick: int, lost: bool) -> None:
        ready = [p for p in self.opened() if p.kind == "http" and not p.up]
        self.answer(self.nth(pick, ready), lost)

    def answer(self, pipe: Pipe, lost: bool) -> None:
        server = self.join(pipe)
        texts = server.data_to_send(pipe.server_number, self.now)
        server.detached(pipe.server_number, self.now)
        del self.pipes[pipe.client_number]
        for text in [] if lost else texts:
            self.client.receive_text(pipe.client_number, text, self.now)
        failure = Failure("network" if lost else "done")
        self.client.transport_closed(pipe.client_number, failure, self.now)
        self.run_client()

    @precondition(lambda self: self.opened())
    @rule(pick=PICK)
    def a_transport_is_cut(self, pick: int) -> None:
        self.cut(self.nth(pick, self.opened()))

    def cut(self, pipe: Pipe) -> None:
        self.forget(self.pipes.pop(pipe.client_number))
        self.client.transport_closed(pipe.client_number, Failure("closed"), self.now)
        self.run_client()

    @precondition(lambda self: len(self.asked - set(self.ended) - self.cancelled) < 4)
    @rule()
    def the_client_asks(self) -> None:
        self.asked.add(self.client.request("folders", {}, self.now))
        self.run_client()

    @precondition(lambda self: self.asked - set(self.ended) - self.cancelled)
    @rule(pick=PICK)
    def the_client_cancels(self, pick: int) -> None:
        waiting = sorted(self.asked - set(self.ended) - self.cancelled)
        request_id = waiting[pick % len(waiting)]
        self.cancelled.add(request_id)
        self.client.cancel(request_id, self.now)
        self.run_client()

    @precondition(lambda self: self.running)
    @rule(pick=PICK, how=st.sampled_from(["well", "at length", "badly"]))
    def the_server_answers(self, pick: int, how: str) -> None:
        request_id = self.running.pop(pick % len(self.running))
        if how == "badly":
            self.server.send_error(request_id, "item_unknown", "There is no such picture.")
        else:
            filler = LARGE if how == "at length" else ""
            self.server.send_result(request_id, {"for": request_id, "filler": filler})
        self.run_server()

    @rule()
    def the_server_tells_something(self) -> None:
        epoch = self.server.epoch
        number = self.events_said[epoch] = self.events_said.get(epoch, 0) + 1
        self.server.send_event("progress", {"epoch": epoch, "n": number})
        self.run_server()

    @rule()
    def the_server_is_restarted(self) -> None:
        """Its sockets die at once or linger half open: the walk cuts them when it likes."""
        self.server = self.new_server()
        self.running.clear()

    @rule(step_ms=st.sampled_from([1, 50, 400, 3_000, 40_000]))
    def time_passes(self, step_ms: int) -> None:
        self.pass_time(step_ms)

    def pass_time(self, step_ms: float) -> None:
        self.now += step_ms
        self.server.handle_timer(self.now)
        self.run_server()
        if self.timer_at is not None and self.timer_at <= self.now:
            self.client.handle_timer(self.now)
        self.run_client()

    # The end

    def teardown(self) -> None:
        """With whole pipes everything outstanding ends."""
        for _ in range(60):
            self.one_healthy_round(1_000)
            if self.all_done():
                break
        waiting = self.asked - set(self.ended) - self.cancelled
        assert not waiting, f"never answered: {waiting} {self.client.status()}"
        seen = self.events_seen.get(self.server.epoch, [])
        assert len(seen) == self.events_said.get(self.server.epoch, 0), "an event never came"
        self.client.close(self.now)
        self.run_client()
        assert not self.pipes, "a transport outlived its session"

    def all_done(self) -> bool:
        waiting = self.asked - set(self.ended) - self.cancelled
        said = self.events_said.get(self.server.epoch, 0)
        return not waiting and len(self.events_seen.get(self.server.epoch, [])) == said

    def one_healthy_round(self, step_ms: float) -> None:
        for pipe in self.opened():
            if pipe.server not in (None, self.server):
                self.cut(pipe)
        for pipe in self.unopened():
            if pipe.client_number in self.pipes:
                self.open(pipe)
        for _ in range(6):
            self.flush()
        self.pass_time(step_ms)

    def flush(self) -> None:
        for pipe in self.opened():
            while pipe.up:
                self.join(pipe).receive_text(pipe.server_number, pipe.up.popleft(), self.now)
        self.run_server()
        while self.running:
            self.server.send_result(self.running.pop(), None)
        self.run_server()
        for pipe in self.opened():
            while pipe.down and pipe.client_number in self.pipes:
                self.client.receive_text(pipe.client_number, pipe.down.popleft(), self.now)
                self.run_client()
            if pipe.kind == "http" and pipe.client_number in self.pipes:
                self.answer(pipe, lost=False)


TestRandomWalk = World.TestCase
TestRandomWalk.settings = settings(max_examples=400, stateful_step_count=60, deadline=None)
