"""The live mode's models, in two processes of this web process' own: one reads voices, one recognises words.

They start with the first who speaks and end when nobody has spoken for a while. The web process itself loads none: a speech
engine may hold Python's lock for seconds, in which no request would be answered.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

import structlog
from django.conf import settings

from recognition.configuration import engine_config
from recognition.engine.config import EngineConfig
from recognition.engine.registry import resolve

HALVES = ("LiveVoices", "LiveWords")

logger = structlog.get_logger(__name__)


def is_offered() -> bool:
    """Whether live mode is to be had of this site: here where the engine is installed, or where the proxy knows."""
    return settings.UNDERTONE_LIVE == "on" or (settings.UNDERTONE_LIVE == "auto" and is_here())


def is_here() -> bool:
    """Whether this process could start the models: the web image has none."""
    return settings.UNDERTONE_LIVE != "off" and find_spec("torch") is not None


class EngineLostError(Exception):
    """One of the two processes has died; the next call starts it again, knowing nobody."""


class LiveEngine:
    """Both halves, started when they are first asked."""

    def __init__(self, start: "Callable[[str], Executor]") -> None:
        self._start = start
        self._halves: dict[str, Executor] = {}
        self._resting: asyncio.TimerHandle | None = None
        self._users = 0

    async def voices(self, method: str, *arguments: Any, **options: Any) -> Any:
        return await self._ask("LiveVoices", method, arguments, options)

    async def words(self, method: str, *arguments: Any, **options: Any) -> Any:
        return await self._ask("LiveWords", method, arguments, options)

    def enter(self) -> None:
        """Somebody begins to speak."""
        self._users += 1
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def leave(self) -> None:
        """Who spoke is gone: after the last one the models stay for a while, for the next."""
        self._users -= 1
        if not self._users:
            loop = asyncio.get_running_loop()
            self._resting = loop.call_later(settings.UNDERTONE_LIVE_REST_S, self.end)

    def forget(self, key: str) -> None:
        """Of the one who is gone; nobody waits for that."""
        if half := self._halves.get("LiveVoices"):
            with suppress(RuntimeError):  # it has ended, and knows nobody
                half.submit(_answer, "LiveVoices", "close", (key,), {})

    def end(self) -> None:
        for half in self._halves.values():
            half.shutdown(wait=False, cancel_futures=True)
        self._halves.clear()

    async def _ask(self, half: str, method: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        if half not in self._halves:
            self._halves[half] = self._start(half)
        executor = self._halves[half]
        try:
            return await asyncio.wrap_future(executor.submit(_answer, half, method, arguments, options))
        except (BrokenProcessPool, RuntimeError) as error:
            if not isinstance(error, BrokenProcessPool) and self._halves.get(half) is executor:
                raise
            if self._halves.get(half) is executor:
                del self._halves[half]
            logger.warning("live_engine_lost", half=half, error=str(error))
            raise EngineLostError from error


def start_process(half: str) -> Executor:
    # Not forked: this process has threads. The first call waits for it to start.
    return ProcessPoolExecutor(
        1, multiprocessing.get_context("spawn"), _begin, (half, settings.UNDERTONE_LIVE_ENGINE, engine_config())
    )


_made: dict[str, Any] = {}


def _begin(half: str, module: str, config: EngineConfig) -> None:
    """In the process: what it serves is made, and it ends with the one that started it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the web process, which then ends this one
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    make(half, module, config)


def make(half: str, module: str, config: EngineConfig) -> None:
    _made[half] = resolve({half: f"{module}:{half}"}, half, kind="live")(config)


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(0)


def _answer(half: str, method: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
    return getattr(_made[half], method)(*arguments, **options)


engine = LiveEngine(start_process)
