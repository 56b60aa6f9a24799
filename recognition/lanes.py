"""Where requests are worked on: a few threads that stay, and room for those who wait their turn, in order."""

import asyncio
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


class BusyError(Exception):
    """There are too many before it, or it has waited for too long."""


class Lane:
    """Threads take turns at Python's lock: more of them make nothing quicker, so what is beyond them waits."""

    def __init__(self, name: str, *, threads: int, room: int) -> None:
        self.name = name
        self._room = room
        self._free = threads
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._line: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        return len(self._line)

    @property
    def full(self) -> bool:
        """Whether somebody who comes now is sent away."""
        return not self._free and self.waiting >= self._room

    async def run(
        self, patience_s: float, work: Callable[Asked, Made], *arguments: Asked.args, **named: Asked.kwargs
    ) -> Made:
        """What the work makes, in one of the threads.

        Raises:
            BusyError: when it was not begun.
        """
        return await asyncio.wrap_future(await self.begin(patience_s, work, *arguments, **named))

    async def begin(
        self, patience_s: float, work: Callable[Asked, Made], *arguments: Asked.args, **named: Asked.kwargs
    ) -> "Future[Made]":
        """The work, once it has a thread. From then on it goes on, and keeps its place, though nobody waits for it.

        Raises:
            BusyError: when it was not begun.
        """
        await self._turn(patience_s)
        begun = self._threads.submit(work, *arguments, **named)
        begun.add_done_callback(partial(self._ended, asyncio.get_running_loop()))
        return begun

    async def _turn(self, patience_s: float) -> None:
        if self._free:
            self._free -= 1
            return
        if self.full:
            raise BusyError
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append(called)
        try:
            async with asyncio.timeout(patience_s):
                await called
        except BaseException as error:
            self._step_out(called)
            if isinstance(error, TimeoutError):
                raise BusyError from None
            raise

    def _step_out(self, called: "asyncio.Future[None]") -> None:
        if called in self._line:
            self._line.remove(called)
        elif not called.cancelled():
            self._call_next()  # called at the very moment: the place goes on to the next

    def _ended(self, loop: AbstractEventLoop, _begun: object) -> None:
        try:
            loop.call_soon_threadsafe(self._call_next)
        except RuntimeError:  # the loop has ended, and with it whoever waited
            self._call_next()

    def _call_next(self) -> None:
        while self._line:
            called = self._line.popleft()
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
