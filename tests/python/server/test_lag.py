from __future__ import annotations

import asyncio
import time

import pytest

from evergallery.server.lag import LagSampler

pytestmark = pytest.mark.anyio


async def test_a_loop_that_was_held_is_seen() -> None:
    seen: list[float] = []
    sampler = LagSampler(seen.append, every_s=0.01)
    sampler.start()
    time.sleep(0.1)  # noqa: ASYNC251 (what a host does when it loads a model)
    await asyncio.sleep(0.02)
    sampler.stop()
    assert max(seen) >= 0.08


async def test_samples_go_on_until_it_is_stopped() -> None:
    seen: list[float] = []
    sampler = LagSampler(seen.append, every_s=0.001)
    sampler.start()
    while len(seen) < 3:
        await asyncio.sleep(0.001)
    sampler.stop()
    assert not sampler.is_running
    count = len(seen)
    await asyncio.sleep(0.01)
    assert len(seen) == count
    assert min(seen) >= 0


async def test_starting_twice_makes_one_timer() -> None:
    seen: list[float] = []
    sampler = LagSampler(seen.append)
    sampler.start()
    timer = sampler._timer
    sampler.start()
    assert sampler._timer is timer
    sampler.stop()
    sampler.stop()
