from __future__ import annotations

import asyncio
import threading

import anyio
import pytest
from anyio import to_thread

from evergallery.server.threads import NotWanted, Threads

pytestmark = pytest.mark.anyio


async def always() -> bool:
    return True


async def never() -> bool:
    return False


async def test_a_call_runs_in_another_thread_and_hands_back_its_answer() -> None:
    assert await Threads(1).run(threading.get_ident) != threading.get_ident()
    assert await Threads(1).run(divmod, 7, 2) == (3, 1)


async def test_an_error_comes_back_to_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        await Threads(1).run(divmod, 1, 0)


async def test_no_more_calls_run_at_once_than_allowed() -> None:
    threads, gate, two_run = Threads(2), threading.Event(), threading.Barrier(3)
    running, most = [0], [0]

    def work() -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        if not gate.is_set():
            two_run.wait(5)
            gate.wait(5)
        running[0] -= 1

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(threads.run, work)
        await to_thread.run_sync(two_run.wait, 5)
        gate.set()
    assert most == [2]


async def test_who_waits_in_line_can_leave_it() -> None:
    threads, gate, started = Threads(1), threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        gate.wait(5)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(threads.run, work)
        await to_thread.run_sync(started.wait, 5)
        with anyio.move_on_after(0) as waiting:
            await threads.run(pytest.fail, "it was cancelled")
        gate.set()
    assert waiting.cancel_called


async def test_a_cancelled_call_keeps_its_place_until_it_ends() -> None:
    threads, gate = Threads(1), threading.Event()
    started, ended = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        gate.wait(5)
        ended.set()

    async with anyio.create_task_group() as tasks:
        scope = anyio.CancelScope()

        async def cancelled() -> None:
            with scope:
                await threads.run(work)

        tasks.start_soon(cancelled)
        await to_thread.run_sync(started.wait, 5)
        scope.cancel()
        asyncio.get_running_loop().call_later(0.01, gate.set)
        assert await threads.run(ended.is_set)


async def test_work_nobody_waits_for_is_not_begun() -> None:
    with pytest.raises(NotWanted):
        await Threads(1).run_if(never, pytest.fail, "nobody wanted it")
    assert await Threads(1).run_if(always, abs, -1) == 1


async def test_another_loop_gets_all_the_places() -> None:
    threads = Threads(1)
    await threads.run(abs, -1)
    threads.forget_loop()
    assert await threads.run(abs, -1) == 1
