"""Threads in which requests are worked on, and the line before them."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from recognition.lanes import BusyError, Lane

LONG_S = 60.0


class Work:
    """Work that lasts until it is let go."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.may_end = threading.Event()

    def __call__(self, number: int) -> int:
        self.begun.append(number)
        self.may_end.wait(LONG_S)
        return number


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.may_end.set()


async def until_begun(work: Work, count: int) -> None:
    async with asyncio.timeout(LONG_S):
        while len(work.begun) < count:
            await asyncio.sleep(0.005)


async def begin(lane: Lane, work: Work, *numbers: int) -> "list[asyncio.Task[int]]":
    tasks = [asyncio.create_task(lane.run(LONG_S, work, number)) for number in numbers]
    await asyncio.sleep(0)
    return tasks


async def test_no_more_is_worked_on_than_there_are_threads_and_the_rest_waits_in_order(work: Work) -> None:
    lane = Lane("some", threads=1, room=10)
    tasks = await begin(lane, work, 1, 2, 3)
    await until_begun(work, 1)
    assert (lane.waiting, work.begun) == (2, [1])
    work.may_end.set()
    assert await asyncio.gather(*tasks) == [1, 2, 3]
    assert work.begun == [1, 2, 3]
    assert lane.waiting == 0


async def test_who_finds_no_room_is_sent_away_at_once(work: Work) -> None:
    lane = Lane("some", threads=1, room=1)
    tasks = await begin(lane, work, 1, 2)
    assert lane.full
    with pytest.raises(BusyError):
        await lane.run(LONG_S, work, 3)
    work.may_end.set()
    assert await asyncio.gather(*tasks) == [1, 2]
    assert not lane.full


async def test_nobody_waits_longer_than_its_patience(work: Work) -> None:
    lane = Lane("some", threads=1, room=10)
    tasks = await begin(lane, work, 1)
    with pytest.raises(BusyError):
        await lane.run(0.05, work, 2)
    assert lane.waiting == 0
    work.may_end.set()
    assert await asyncio.gather(*tasks) == [1]
    assert await lane.run(LONG_S, work, 3) == 3


async def test_who_leaves_the_line_is_not_worked_for(work: Work) -> None:
    lane = Lane("some", threads=1, room=10)
    first, leaving, last = await begin(lane, work, 1, 2, 3)
    leaving.cancel()
    work.may_end.set()
    assert (await first, await last) == (1, 3)
    assert work.begun == [1, 3]


async def test_who_leaves_while_being_called_hands_its_turn_on(work: Work) -> None:
    lane = Lane("some", threads=1, room=10)
    first, called, last = await begin(lane, work, 1, 2, 3)
    work.may_end.set()
    while lane.waiting > 1:  # until the second has been called, and not a step further
        await asyncio.sleep(0)
    called.cancel()
    async with asyncio.timeout(LONG_S):
        assert (await first, await last) == (1, 3)


async def test_begun_work_keeps_its_thread_though_nobody_waits_for_it(work: Work) -> None:
    lane = Lane("some", threads=1, room=0)
    (left,) = await begin(lane, work, 1)
    await until_begun(work, 1)
    left.cancel()
    await asyncio.sleep(0.01)
    assert lane.full
    work.may_end.set()
    async with asyncio.timeout(LONG_S):
        while lane.full:
            await asyncio.sleep(0.005)


async def test_an_error_is_the_callers_and_frees_the_thread() -> None:
    lane = Lane("some", threads=1, room=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await lane.run(LONG_S, lambda: 1 // 0)
        await asyncio.sleep(0.01)
    assert not lane.full
