from __future__ import annotations

import asyncio
import threading

from evergallery.server.loop import HomeLoop, now_ms


def test_before_the_first_request_there_is_nowhere_to_call() -> None:
    assert not HomeLoop(lambda: None).call(lambda: None)


def test_a_call_from_another_thread_runs_on_the_loop() -> None:
    async def receive_call() -> int:
        home, called = HomeLoop(lambda: None), asyncio.get_running_loop().create_future()
        home.enter()
        threading.Thread(target=home.call, args=(called.set_result, 7)).start()
        return await asyncio.wait_for(called, 5)

    assert asyncio.run(receive_call()) == 7


def test_a_closed_loop_takes_no_call() -> None:
    home = HomeLoop(lambda: None)

    async def enter() -> None:
        home.enter()

    asyncio.run(enter())
    assert not home.call(lambda: None)


def test_a_second_server_is_noticed_once() -> None:
    moves: list[int] = []
    home = HomeLoop(lambda: moves.append(1))

    async def enter_twice() -> None:
        home.enter()
        home.enter()

    asyncio.run(enter_twice())
    assert moves == []
    asyncio.run(enter_twice())
    assert moves == [1]


def test_the_clock_never_goes_back() -> None:
    assert now_ms() <= now_ms()
