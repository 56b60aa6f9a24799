"""The one socket of a tab: sends an analysis' JSON whenever its row has changed."""

import asyncio
import json
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any
from uuid import UUID

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.utils.encoders import JSONEncoder

from recognition import events, selectors
from recognition.permissions import accounts_required
from recognition.serializers import AnalysisSerializer

NOT_SIGNED_IN = 4401
OVERLAP = timedelta(seconds=5)  # a row's time is set before its transaction commits, so each look reaches back


class AnalysisConsumer(AsyncJsonWebsocketConsumer):
    """Hints arrive through the channel layer where there is one; the rows are looked at in any case."""

    async def connect(self) -> None:
        self.user = self.scope.get("user") or AnonymousUser()
        self.sent: dict[UUID, datetime] = {}
        self.watch: asyncio.Task[None] | None = None
        self.reading = asyncio.Lock()
        await self.accept()
        if not await self.is_signed_in():
            await self.close(code=NOT_SIGNED_IN)  # closing after accepting lets the page read the code
            return
        if self.channel_layer is not None:
            await self.channel_layer.group_add(self.group, self.channel_name)
        self.watch = asyncio.create_task(self.watch_rows())

    @property
    def group(self) -> str:
        return events.group_name(self.user.pk if accounts_required() else None)

    async def disconnect(self, code: int) -> None:
        if self.watch is not None:
            self.watch.cancel()
        if self.channel_layer is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def is_signed_in(self) -> bool:
        """As the database has it now: the session may have ended, its user may have been locked out or have a new password."""
        if not accounts_required():
            return True
        # The scope's own session has been read already, and would not be read again.
        key = self.scope["session"].session_key
        scope: Any = {"session": import_module(settings.SESSION_ENGINE).SessionStore(key)}
        user = await get_user(scope)
        return user.is_authenticated and user.pk == self.user.pk

    async def session_ended(self, event: dict[str, Any]) -> None:
        """A hint from the channel layer: one of the user's sessions, perhaps this one."""
        if not await self.is_signed_in():
            await self.close(code=NOT_SIGNED_IN)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """The page has nothing to say here; whatever it sends is left unread."""

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        return None  # not even parsed

    async def analysis_changed(self, event: dict[str, Any]) -> None:
        """A hint from the channel layer."""
        async with self.reading:  # what was read first is sent first
            await self.send_changed(await self.read(analysis_id=UUID(event["id"])))

    async def watch_rows(self) -> None:
        looked = timezone.now()
        while True:
            since, looked = looked - OVERLAP, timezone.now()
            if not await self.is_signed_in():
                await self.close(code=NOT_SIGNED_IN)
                return
            async with self.reading:
                await self.send_changed(await self.read(since=since))
            await asyncio.sleep(settings.SOCKET_LOOK_INTERVAL_S)

    # All sockets of the process would else wait for one thread, each behind the looks of all others.
    @partial(database_sync_to_async, thread_sensitive=False)
    def read(self, *, since: datetime | None = None, analysis_id: UUID | None = None) -> list[dict[str, Any]]:
        if analysis_id is not None:
            analyses = selectors.analyses_visible(self.user).filter(id=analysis_id)
        else:
            analyses = selectors.analyses_changed_since(user=self.user, moment=since or timezone.now())
        fresh = [analysis for analysis in analyses if self.sent.get(analysis.id) != analysis.updated_at]
        self.sent |= {analysis.id: analysis.updated_at for analysis in fresh}
        return [dict(AnalysisSerializer(analysis).data) for analysis in fresh]

    async def send_changed(self, bodies: list[dict[str, Any]]) -> None:
        for body in bodies:
            await self.send_json({"type": events.EVENT, "analysis": body})

    @classmethod
    async def encode_json(cls, content: Any) -> str:
        return json.dumps(content, cls=JSONEncoder, ensure_ascii=False)
