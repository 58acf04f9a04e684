"""A link that is cut, wherever that is: exact set and order, nothing twice, nothing lost.

The bytes of one quiet session are recorded first. Then the same session is cut after each of its messages, and at bytes
that hypothesis chooses: 25 as a rule, 1,000 in `install.py chaos --long` (EVERGALLERY_CUTS).
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evergallery.wire.client_settings import ClientSettings
from tests.browser.gallery_server import GalleryServer
from tests.chaos.browsing import FIRST_SCREEN, Picture, nothing_was_lost_or_doubled, scroll_through
from tests.chaos.faults import Cut, Rule
from tests.chaos.proxy import Proxy
from tests.chaos.wire_client import WireClient, run

POLLS = "*/run/evergallery_poll"
CUTS = int(os.environ.get("EVERGALLERY_CUTS", "25"))
MOST_CUTS_OF_A_RUN = 4
ACTIONS = 4
ECHO_S = 0.2  # in which a second doing would be heard of

seeded = settings(
    max_examples=CUTS,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True, repr=False)
class Recording:
    """A session nobody disturbed; too long to be shown with a failure."""

    rows: list[Picture]
    message_ends: list[int]


@pytest.fixture(scope="module")
def wire(gallery_server: GalleryServer) -> Iterator[Proxy]:
    with Proxy(gallery_server.port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def recording(wire: Proxy) -> Recording:
    rows = run(browse(wire))
    while wire.open_upgrades:
        time.sleep(0.01)
    ends = list(wire.counters.message_ends)
    assert len(ends) > len(rows) / 120
    return Recording(rows, ends)


async def browse(wire: Proxy, transport: str = "auto") -> list[Picture]:
    """One session through the proxy as its rules are now."""
    link = ClientSettings(transport=transport)
    async with WireClient(wire.url, settings=link, chance=lambda: 0.0) as client:
        rows = await scroll_through(client)
        assert nothing_was_lost_or_doubled(client), client.complaints
        return rows


def test_a_socket_may_be_cut_after_any_message(wire: Proxy, recording: Recording) -> None:
    for messages in range(len(recording.message_ends) + 1):
        wire.rules = [Rule(Cut(after_messages=messages), kind="upgrade", times=1)]
        assert run(browse(wire)) == recording.rows, f"cut after {messages} messages"


@seeded
@given(chosen=st.data())
def test_a_socket_may_be_cut_at_any_byte(
    wire: Proxy, recording: Recording, chosen: st.DataObject
) -> None:
    offset = st.integers(0, recording.message_ends[-1])
    cuts = chosen.draw(st.lists(offset, min_size=1, max_size=MOST_CUTS_OF_A_RUN))
    wire.rules = [Rule(Cut(after_bytes=at), kind="upgrade", times=1) for at in cuts]
    assert run(browse(wire)) == recording.rows


@settings(seeded, max_examples=max(5, CUTS // 5))
@given(at=st.integers(0, 20_000), transport=st.sampled_from(["http_long", "http_short"]))
def test_the_answer_to_a_poll_may_be_cut_at_any_byte(
    wire: Proxy, recording: Recording, at: int, transport: str
) -> None:
    wire.rules = [Rule(Cut(after_bytes=at), path=POLLS, times=1)]
    assert run(browse(wire, transport)) == recording.rows


@settings(seeded, max_examples=max(5, CUTS // 5))
@given(chosen=st.data())
def test_both_transports_may_be_cut_at_once(
    wire: Proxy, recording: Recording, chosen: st.DataObject
) -> None:
    socket_at = chosen.draw(st.integers(0, recording.message_ends[-1]))
    poll_at = chosen.draw(st.integers(0, 5_000))
    wire.rules = [
        Rule(Cut(after_bytes=socket_at), kind="upgrade", times=2),
        Rule(Cut(after_bytes=poll_at), path=POLLS, times=1),
    ]
    assert run(browse(wire)) == recording.rows


@settings(seeded, max_examples=max(5, CUTS // 20))
@given(cuts=st.lists(st.integers(0, 3_000), min_size=1, max_size=MOST_CUTS_OF_A_RUN))
def test_an_action_said_over_a_dying_link_is_done_once(
    wire: Proxy, recording: Recording, cuts: list[int]
) -> None:
    wire.rules = [Rule(Cut(after_bytes=at), kind="upgrade", times=1) for at in cuts]
    wire.rules = [*wire.rules, Rule(Cut(after_bytes=cuts[0]), path=POLLS, times=1)]
    item, changes = run(mark_and_unmark(wire, recording.rows[7][0]))
    assert changes == ACTIONS
    assert item["favourite"] is False


async def mark_and_unmark(wire: Proxy, item: int) -> tuple[Any, int]:
    """The picture in the end, and how often somebody with a good link was told that it changed."""
    direct = f"http://127.0.0.1:{wire.server_port}/"
    async with WireClient(direct) as witness, WireClient(wire.url, chance=lambda: 0.0) as client:
        await witness.ask("open_view", {"limit": FIRST_SCREEN})
        for number in range(ACTIONS):
            await client.act("mark", {"id": item, "favourite": number % 2 == 0})
            await told_of(witness, item, times=number + 1)
        await asyncio.sleep(ECHO_S)
        assert nothing_was_lost_or_doubled(client), client.complaints
        return await witness.ask("item", {"id": item}), times_told(witness, item)


async def told_of(witness: WireClient, item: int, times: int) -> None:
    """Changes that come close together are told together, so each is waited for."""
    end = time.monotonic() + 10
    while times_told(witness, item) < times:
        assert time.monotonic() < end, f"told {times_told(witness, item)} times of {times}"
        await asyncio.sleep(0.01)


def times_told(witness: WireClient, item: int) -> int:
    told = [event for event in witness.events if event.name == "items_changed"]
    return sum(item in event.data["ids"] for event in told)
