"""All sockets of a web process: what has changed is read and written down once, however many are to hear of it."""

import asyncio
import json
from asyncio import AbstractEventLoop
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import Error
from django.utils import timezone
from redis.asyncio import Redis
from redis.exceptions import RedisError
from rest_framework.utils.encoders import JSONEncoder

from recognition import events, selectors
from recognition.models import Analysis
from recognition.permissions import accounts_required
from recognition.serializers import AnalysisSerializer

ANALYSIS = AnalysisSerializer()
PAUSE_S = 0.1  # between two readings: an analysis changes many times a second, and a page is drawn less often
OVERLAP = timedelta(seconds=5)  # a row's time is set before its transaction commits, so each look reaches back
RETRY_S = 1.0  # while Redis is away the rows alone tell

logger = structlog.get_logger(__name__)


class Listener(Protocol):
    """A socket, as the switchboard knows it."""

    owner_id: int | None

    def tell(self, analysis_id: UUID, message: str) -> None:
        """To be sent; a newer message of the same analysis takes the place of one that was not sent yet."""

    def session_ended(self) -> None:
        """One of its user's sessions has ended, perhaps its own."""


class Change:
    """An analysis as it is now, written down for whoever may see it."""

    def __init__(self, analysis: Analysis) -> None:
        self.id: UUID = analysis.id
        self.owner_id: int | None = analysis.recording.owner_id if accounts_required() else None
        self.updated_at: datetime = analysis.updated_at
        body = {"type": events.EVENT, "analysis": ANALYSIS.to_representation(analysis)}
        self.message = json.dumps(body, cls=JSONEncoder, ensure_ascii=False)


class Switchboard:
    """Reads when a hint comes, when a socket is new, and every few seconds in any case; one reading at a time, so that what
    was read first is told first."""

    def __init__(self) -> None:
        self._listeners: dict[int | None, set[Listener]] = {}
        self._new: set[Listener] = set()
        self._hinted: set[UUID] = set()
        self._told: dict[UUID, datetime] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, listener: Listener) -> None:
        """It is told first what changed in the last seconds, while the page was loading."""
        self._listeners.setdefault(listener.owner_id, set()).add(listener)
        self._new.add(listener)
        self._wake.set()
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._read_on())]
            if settings.REDIS_URL is not None:
                self._tasks.append(asyncio.create_task(self._hear(settings.REDIS_URL)))

    def leave(self, listener: Listener) -> None:
        """The last one turns off the light."""
        self._new.discard(listener)
        theirs = self._listeners.get(listener.owner_id, set())
        theirs.discard(listener)
        if not theirs:
            self._listeners.pop(listener.owner_id, None)
        if not self._listeners:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    async def _hear(self, url: str) -> None:
        while True:
            try:
                async with Redis.from_url(url) as redis, redis.pubsub() as hints:
                    await hints.subscribe(events.CHANNEL)
                    async for hint in hints.listen():
                        if hint["type"] == "message":
                            self._take(json.loads(hint["data"]))
            except (RedisError, OSError) as error:
                logger.warning("hints_not_heard", error=str(error))
            await asyncio.sleep(RETRY_S)

    def _take(self, hint: dict[str, Any]) -> None:
        theirs = self._listeners.get(hint["owner"] if accounts_required() else None, set())
        if hint["type"] == events.SESSION_ENDED:
            for listener in theirs:
                listener.session_ended()
        elif theirs:
            self._hinted.add(UUID(hint["id"]))
            self._wake.set()

    async def _read_on(self) -> None:
        looked, due = timezone.now(), 0.0
        clock = asyncio.get_running_loop().time
        while True:
            hinted, new = self._hinted, self._new
            self._hinted, self._new = set(), set()
            self._wake.clear()
            since = None
            if new or clock() >= due:
                since, looked = looked - OVERLAP, timezone.now()
                due = clock() + settings.SOCKET_LOOK_INTERVAL_S
            try:
                self._tell(await read(since, hinted, [*self._listeners]), new)
            except Error as error:
                logger.warning("changes_not_read", error=str(error))
                self._hinted |= hinted
                self._new |= new & {each for theirs in self._listeners.values() for each in theirs}
            if since is not None:
                self._told = {each: moment for each, moment in self._told.items() if moment > since}
            await asyncio.sleep(min(PAUSE_S, settings.SOCKET_LOOK_INTERVAL_S))
            await self._woken(within_s=due - clock())

    async def _woken(self, *, within_s: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, within_s)):
                await self._wake.wait()
        except TimeoutError:
            return

    def _tell(self, changes: Sequence[Change], new: set[Listener]) -> None:
        for change in changes:
            theirs = self._listeners.get(change.owner_id, set())
            known = self._told.get(change.id) == change.updated_at
            for listener in theirs & new if known else theirs:
                listener.tell(change.id, change.message)
            self._told[change.id] = change.updated_at


# In a thread of its own: by default it would wait behind whatever else of the process asks the database.
@partial(database_sync_to_async, thread_sensitive=False)
def read(since: datetime | None, hinted: set[UUID], owners: Sequence[int | None]) -> list[Change]:
    """What changed since then, if that is asked, and what the hints were of; in the order in which it changed."""
    found: dict[UUID, Analysis] = {}
    if hinted:
        found |= {each.pk: each for each in selectors.analyses_of(owners).filter(pk__in=hinted)}
    if since is not None:
        found |= {each.pk: each for each in selectors.analyses_of(owners).filter(updated_at__gt=since)}
    return [Change(each) for each in sorted(found.values(), key=attrgetter("updated_at"))]


_boards: WeakKeyDictionary[AbstractEventLoop, Switchboard] = WeakKeyDictionary()


def switchboard() -> Switchboard:
    """This process' own: it belongs to its event loop."""
    return _boards.setdefault(asyncio.get_running_loop(), Switchboard())
