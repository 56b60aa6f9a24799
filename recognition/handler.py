"""Django behind ASGI: a request is in one thread from its first line to its last, and no more are worked on than have one.

Django's own handler goes through a chain of middleware that is not asynchronous by a change of threads at each of them, and has
a new thread for every request: under load hundreds of them want Python's lock and a connection to the database.
"""

import asyncio
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import IO, Any, cast

import structlog
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.db import close_old_connections
from django.http import HttpResponse, HttpResponseBase
from django.urls import set_script_prefix
from prometheus_client import Gauge

from recognition.asgi_guards import Message, Scope, refuse
from recognition.database_errors import ASK_AGAIN_S, BUSY, BUSY_MESSAGE
from recognition.lanes import BusyError, Lane

SAID_EVERY_S = 1.0

INSTRUMENTS = frozenset({"/healthz", "/readyz", "/metrics"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

logger = structlog.get_logger(__name__)

WAITING = Gauge("undertone_requests_waiting", "Requests that wait for a thread of this web process.", ["lane"])


@dataclass(frozen=True, slots=True)
class Way:
    """Where a request is worked on, and how long it waits to be."""

    lane: Lane
    patience_s: float


def ways() -> dict[str, Way]:
    """By name, as the settings have them."""
    made = {
        name: Way(Lane(name, threads=threads, room=room), patience_s)
        for name, (threads, room, patience_s) in settings.UNDERTONE_LANES.items()
    }
    for name, way in made.items():
        WAITING.labels(lane=name).set_function(partial(attrgetter("waiting"), way.lane))
    return made


def name_of_way(scope: Scope) -> str:
    """Reading does not wait for what is written, and neither keeps anybody from asking how the site is."""
    if scope["path"] in INSTRUMENTS:
        return "instruments"
    return "reading" if scope["method"] in SAFE else "writing"


class LanesHandler(ASGIHandler):
    """Who would wait for too long is told so, and that is all it costs."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)  # Django's own would load the middleware a second way
        self.load_middleware(is_async=False)
        self.ways = ways()
        self.turned_away = TurnedAway()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        way = self.ways[name_of_way(scope)]
        if way.lane.full:
            self.turned_away.note(way, scope)
            await refuse(send, receive, 503, BUSY, BUSY_MESSAGE, wait_s=ASK_AGAIN_S)
            return
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        answering = asyncio.create_task(self.answer(way, scope, body, send))
        listening = asyncio.create_task(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait((answering, listening), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (listening, answering):
                task.cancel()  # nobody listens any more, or nothing is left to be said
            await asyncio.gather(listening, answering, return_exceptions=True)
        if not answering.cancelled():
            answering.result()

    async def answer(self, way: Way, scope: Scope, body: IO[bytes], send: Any) -> None:
        try:
            response = await self.response(way, scope, body)
        except BusyError:
            self.turned_away.note(way, scope)
            await refuse(send, _all_received, 503, BUSY, BUSY_MESSAGE, wait_s=ASK_AGAIN_S)
            return
        try:
            await self.send_response(response, send)
        finally:
            if not response.closed:
                await asyncio.shield(asyncio.to_thread(response.close))

    async def response(self, way: Way, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        """Raises BusyError when its turn does not come in time."""
        try:
            begun = await way.lane.begin(way.patience_s, self.work, scope, body)
        except BaseException:
            body.close()
            raise
        try:
            return await asyncio.wrap_future(begun)
        except asyncio.CancelledError:
            begun.add_done_callback(_close_unsent)  # the client has gone; what is begun goes on
            raise

    def work(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        """In one thread: what Django does for a request, up to an answer that holds nothing any more, or sends itself."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refused = self.create_request(scope, body)
        response = self.get_response(request) if request else cast(HttpResponse, refused)
        response._handler_class = type(self)  # type: ignore[attr-defined] # who is told when it is over
        if response.streaming:
            close_old_connections()  # it may be sent for an hour: others need the connection meanwhile
        else:
            response.close()
        return response


class TurnedAway:
    """Tells the log of them all, in a line a second."""

    def __init__(self) -> None:
        self._count, self._said_at = 0, -SAID_EVERY_S

    def note(self, way: Way, scope: Scope) -> None:
        self._count += 1
        now = time.monotonic()
        if now - self._said_at >= SAID_EVERY_S:
            logger.warning("requests_turned_away", count=self._count, lane=way.lane.name, last=scope["path"])
            self._count, self._said_at = 0, now


def _close_unsent(begun: "Future[HttpResponseBase]") -> None:
    """An answer that nobody takes may hold a file, or a connection to where files are."""
    if not begun.cancelled() and begun.exception() is None and not (response := begun.result()).closed:
        response.close()


async def _all_received() -> Message:
    return {"type": "http.request", "more_body": False}
