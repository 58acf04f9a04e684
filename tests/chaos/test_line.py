from __future__ import annotations

import random

import pytest

from tests.chaos.faults import Delay
from tests.chaos.line import Line


def line() -> Line:
    return Line(random.Random(1))


def test_a_packet_comes_a_round_trip_later() -> None:
    assert line().arrival_s(Delay(0.2), 1_000, now_s=5) == pytest.approx(5.2)


def test_the_wire_carries_one_packet_after_the_other() -> None:
    wire, slow = line(), Delay(0.1, bytes_per_s=1_000)
    assert wire.arrival_s(slow, 1_000, now_s=0) == pytest.approx(1.1)
    assert wire.arrival_s(slow, 500, now_s=0) == pytest.approx(1.6)
    assert wire.arrival_s(slow, 500, now_s=10) == pytest.approx(10.6)


def test_a_lost_packet_is_said_again_a_round_trip_later() -> None:
    assert line().arrival_s(Delay(0.2, loss=1.0), 1_000, now_s=0) == pytest.approx(0.4)


def test_jitter_never_makes_a_packet_arrive_before_it_was_sent() -> None:
    wire, shaky = line(), Delay(0.01, jitter_s=0.5)
    assert all(wire.arrival_s(shaky, 1, now_s=3) >= 3 for _ in range(100))
