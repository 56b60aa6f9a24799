"""The one socket of a tab: sends an analysis' JSON whenever its row has changed."""

import asyncio
from importlib import import_module
from typing import Any
from uuid import UUID

import structlog
from channels.auth import get_user
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import Error

from recognition.permissions import accounts_required
from recognition.switchboard import switchboard

NOT_SIGNED_IN = 4401

logger = structlog.get_logger(__name__)


class AnalysisConsumer(AsyncWebsocketConsumer):
    """What is to be sent comes from the process' switchboard; whether the session still stands it finds out itself."""

    async def connect(self) -> None:
        self.user = self.scope.get("user") or AnonymousUser()
        self.owner_id: int | None = self.user.pk if accounts_required() else None
        self.unsent: dict[UUID, str] = {}
        self.to_send, self.to_check = asyncio.Event(), asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        await self.accept()
        if not await self.is_signed_in():
            await self.close(code=NOT_SIGNED_IN)  # closing after accepting lets the page read the code
            return
        self.tasks = [asyncio.create_task(self.send_on())]
        if accounts_required():
            self.tasks.append(asyncio.create_task(self.check_on()))
        switchboard().join(self)

    async def disconnect(self, code: int) -> None:
        switchboard().leave(self)
        for task in self.tasks:
            task.cancel()

    def tell(self, analysis_id: UUID, message: str) -> None:
        self.unsent[analysis_id] = message
        self.to_send.set()

    def session_ended(self) -> None:
        self.to_check.set()

    async def send_on(self) -> None:
        """A page that reads slowly is told less often, and holds up no other."""
        while True:
            await self.to_send.wait()
            self.to_send.clear()
            while self.unsent:
                await self.send(text_data=self.unsent.pop(next(iter(self.unsent))))

    async def check_on(self) -> None:
        """Until the session has ended."""
        while True:
            try:
                async with asyncio.timeout(settings.SOCKET_LOOK_INTERVAL_S):
                    await self.to_check.wait()
            except TimeoutError:
                pass
            self.to_check.clear()
            try:
                signed_in = await self.is_signed_in()
            except Error as error:
                logger.warning("session_not_checked", error=str(error))
                continue
            if not signed_in:
                await self.close(code=NOT_SIGNED_IN)
                return

    async def is_signed_in(self) -> bool:
        return await is_signed_in(self.scope)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """The page has nothing to say here; whatever it sends is left unread."""


async def is_signed_in(scope: Any) -> bool:
    """As the database has it now: the session may have ended, its user may have been locked out or have a new password."""
    if not accounts_required():
        return True
    # The scope's own session has been read already, and would not be read again.
    afresh: Any = {"session": import_module(settings.SESSION_ENGINE).SessionStore(scope["session"].session_key)}
    user = await get_user(afresh)
    return user.is_authenticated and user.pk == scope["user"].pk
