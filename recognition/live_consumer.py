"""Live mode's socket, `/ws/live/`: sound comes in, what it sounds like so far goes out, and in the end there is a recording.

The page says, as JSON:
    {"type": "start", "sample_rate_hz": 16000, "title", "model", "asr", "language", "speaker_baseline"}
        of which all but the first may be left out
    {"type": "resume", "session": ID}   after a lost line
    {"type": "end"}
and, as bytes, sound: 16-bit little-endian, mono. The site says:
    {"type": "started", "session": ID, "received": BYTES, "max_s": SECONDS}   sound goes on from there
    {"type": "reading", "received": BYTES, "at_s", "speaking", "language", "segments": [SEGMENT and "over"]}   provisional
    {"type": "reading_stopped", "code", "detail"}   no more readings; sound is still taken
    {"type": "saving"}, {"type": "saved", "recording": ID, "analysis": ID, "ended_by": "person" or "limit"}
    {"type": "error", "code", "detail"}   and closes
Sound that was received is on disk, and what has been said is saved whatever happens: at the latest when nobody has come back
for `UNDERTONE_LIVE_GRACE_S`.
"""

import asyncio
import json
import time
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import Error
from rest_framework import serializers
from rest_framework.exceptions import APIException

from recognition.consumers import NOT_SIGNED_IN, is_signed_in
from recognition.engine.errors import EngineError
from recognition.exceptions import ApplicationError, UndertoneExceptionHandler
from recognition.live_engine import EngineLostError, engine, is_here
from recognition.live_sessions import SAMPLE_BYTES, Asked, LiveSession, Saved
from recognition.quotas import owner_id_of
from recognition.serializers import AnalysisChoicesSerializer
from recognition.services import live, preferences
from recognition.services.choices import language_normalise

REFUSED = 4400
TAKEN_OVER = 4409
MESSAGE_BYTES = 2**20
AHEAD_S = 120.0  # of sound that waits to be read: whoever sends faster than that waits
LOST_AT_MOST = 3  # times in a row, of the engine

logger = structlog.get_logger(__name__)

# In a thread of its own: by default it would wait behind whatever else of the process asks the database.
in_thread = partial(database_sync_to_async, thread_sensitive=False)


class StartSerializer(AnalysisChoicesSerializer):
    """What a session is begun with."""

    sample_rate_hz = serializers.IntegerField(min_value=8000, max_value=48000)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class LiveConsumer(AsyncWebsocketConsumer):
    """One line of one session. Sound is written down before anything else; readings are told as fast as they are listened to."""

    lines: ClassVar[dict[UUID, "LiveConsumer"]] = {}
    """Those of this process, by session."""

    async def connect(self) -> None:
        self.user = self.scope.get("user") or AnonymousUser()
        self.owner_id = owner_id_of(self.user)
        self.session: LiveSession | None = None
        self.received = self.max_bytes = 0
        self.unread = bytearray()
        self.room = asyncio.Event()
        self.room.set()
        self.reading: asyncio.Task[None] | None = None
        self.recognising: asyncio.Task[None] | None = None
        self.heard: tuple[Any, bool] | None = None
        self.asks, self.index, self.look_at = True, 0, 0.0
        await self.accept()
        if not await is_signed_in(self.scope):
            await self.close(code=NOT_SIGNED_IN)  # closing after accepting lets the page read the code
        elif not is_here():
            await self.refuse(ApplicationError("Live mode is not offered here.", code="live_not_offered"))

    async def disconnect(self, code: int) -> None:
        """The sound stays for whoever comes back, or for the sweep."""
        await self.stop_reading()
        if self.session is not None and self.lines.get(self.session.id) is self:
            del self.lines[self.session.id]

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            if bytes_data is not None:
                await self.take(bytes_data)
            else:
                await self.obey(_message(text_data or ""))
        except (APIException, EngineError, Error, OSError) as error:
            await self.refuse(error)

    async def obey(self, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "end" and self.session is not None:
            await self.finish("person")
        elif kind == "start" and self.session is None:
            await self.start(message)
        elif kind == "resume" and self.session is None:
            await self.resume(message)
        else:
            raise ApplicationError("This is not a message that live mode knows here.", code="bad_message")

    async def start(self, message: dict[str, Any]) -> None:
        self.room_check()
        session, max_s = await in_thread(self.begin)(message)
        await self.go_on(session, max_s)

    def begin(self, message: dict[str, Any]) -> tuple[LiveSession, float]:
        said = StartSerializer(data=message)
        said.is_valid(raise_exception=True)
        asked = Asked(owner_id=self.owner_id, **preferences.choices_fill(self.user, dict(said.validated_data)))
        return live.live_begin(asked), live.seconds_allowed(asked)

    async def resume(self, message: dict[str, Any]) -> None:
        session = await asyncio.to_thread(LiveSession.find, _uuid(message.get("session")), self.owner_id)
        if session is not None and session.saved is not None:
            await self.tell_saved(session.saved, "person")
            return
        if session is None or session.received() is None:
            raise ApplicationError("This session is over, or is not known here.", code="live_unknown")
        if (before := self.lines.get(session.id)) is not None:
            await before.give_way()
        self.room_check()
        await self.go_on(session, await in_thread(live.seconds_allowed)(session.asked))

    def room_check(self) -> None:
        theirs = sum(line.owner_id == self.owner_id for line in self.lines.values())
        if len(self.lines) >= settings.UNDERTONE_LIVE_SESSIONS or theirs >= settings.UNDERTONE_LIVE_SESSIONS_EACH:
            raise ApplicationError("As many people speak here as can be listened to at once.", code="live_busy")

    async def go_on(self, session: LiveSession, max_s: float) -> None:
        self.session, self.received = session, session.received() or 0
        self.max_bytes = int(max_s * session.asked.sample_rate_hz) * SAMPLE_BYTES
        self.lines[session.id] = self
        await self.say("started", session=str(session.id), received=self.received, max_s=round(max_s, 1))
        self.reading = asyncio.create_task(self.read_on(session))

    async def give_way(self) -> None:
        """The same person has come back by another line: this one was lost, though nobody here has noticed."""
        await self.stop_reading()
        if self.session is not None:
            self.lines.pop(self.session.id, None)
        self.session = None
        await self.close(code=TAKEN_OVER)

    async def take(self, sound: bytes) -> None:
        session = self.session
        if session is None or len(sound) > MESSAGE_BYTES or len(sound) % SAMPLE_BYTES:
            raise ApplicationError(
                "Sound comes after “start”, in whole samples, a second at a time.", code="bad_message"
            )
        sound = sound[: max(0, self.max_bytes - self.received)]
        await asyncio.to_thread(session.append, sound, self.received)
        self.received += len(sound)
        if self.reading is not None:
            self.unread += sound
            if len(self.unread) > AHEAD_S * session.bytes_per_s:
                self.room.clear()
                await self.room.wait()
        if self.received >= self.max_bytes:
            await self.finish("limit")

    async def finish(self, ended_by: str) -> None:
        session = self.session
        if session is None:
            return
        await self.stop_reading()
        await self.say("saving")
        saved = await in_thread(live.live_save)(session)
        if saved is None:
            raise ApplicationError("This session is being saved already.", code="live_unknown")
        await self.tell_saved(saved, ended_by)

    async def tell_saved(self, saved: Saved, ended_by: str) -> None:
        await self.say("saved", recording=saved.recording, analysis=saved.analysis, ended_by=ended_by)
        await self.close()

    async def read_on(self, session: LiveSession) -> None:
        """Readings at a steady pace, for as long as the line holds. Whatever goes wrong with them, sound is still taken."""
        engine.enter()
        lost = 0
        try:
            while True:
                try:
                    await self.open_reading(session)
                    while await self.is_still_there(session):
                        due = time.monotonic() + settings.UNDERTONE_LIVE_READ_S
                        await self.read(session)
                        lost = 0
                        await asyncio.sleep(max(0.0, due - time.monotonic()))
                    return
                except EngineLostError:
                    lost += 1
                    if lost == LOST_AT_MOST:
                        raise
        except (EngineError, EngineLostError) as error:
            message = error.message if isinstance(error, EngineError) else "The models were lost while reading."
            await self.say("reading_stopped", code=getattr(error, "code", "model_unavailable"), detail=message)
        finally:
            engine.leave()
            self.reading = None
            self.unread.clear()
            self.room.set()

    async def open_reading(self, session: LiveSession) -> None:
        asked = session.asked
        await engine.voices(
            "open",
            str(session.id),
            model=asked.model,
            asr=asked.asr,
            language=language_normalise(asked.language),
            rate_hz=asked.sample_rate_hz,
            begin_s=(self.received - len(self.unread)) / session.bytes_per_s,
            first_index=self.index,
        )

    async def is_still_there(self, session: LiveSession) -> bool:
        """Every now and then: the session is kept from the sweep, and whose it is may have signed out."""
        if time.monotonic() < self.look_at:
            return True
        self.look_at = time.monotonic() + settings.SOCKET_LOOK_INTERVAL_S
        await asyncio.to_thread(session.keep)
        try:
            signed_in = await is_signed_in(self.scope)
        except Error as error:
            logger.warning("session_not_checked", error=str(error))
            return True
        if not signed_in:
            await self.close(code=NOT_SIGNED_IN)
        return signed_in

    async def read(self, session: LiveSession) -> None:
        """What has come since, and how it reads now."""
        sound, received = bytes(self.unread), self.received
        self.unread.clear()
        self.room.set()
        heard, over = self.heard or (None, False)
        self.heard = None
        if not sound and heard is None:
            return
        free = self.asks and self.recognising is None
        answer, wanted = await engine.voices("read", str(session.id), sound, heard, over, free)
        if wanted is not None:
            self.recognising = asyncio.create_task(self.recognise(wanted, session.asked))
        self.index = max([self.index, *(each["index"] + 1 for each in answer["segments"])])
        await self.say("reading", received=received, **answer)

    async def recognise(self, wanted: Any, asked: Asked) -> None:
        try:
            language = language_normalise(asked.language)
            self.heard = await engine.words("recognise", wanted, asked.asr, language), wanted.over
        except EngineLostError:
            return  # it is asked again
        except EngineError as error:
            self.asks = False
            logger.warning("live_words_not_recognised", code=error.code, message=error.message)
        finally:
            self.recognising = None

    async def stop_reading(self) -> None:
        tasks = [task for task in (self.reading, self.recognising) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if tasks and self.session is not None:
            engine.forget(str(self.session.id))

    async def refuse(self, error: Exception) -> None:
        """Say why, and close."""
        nobody: Any = {}  # asks by HTTP
        known: Any = UndertoneExceptionHandler(error, nobody).convert_known_exceptions(error)
        if not isinstance(known, APIException):
            raise error
        detail = known.detail
        while not isinstance(detail, str):
            detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
        await self.say("error", code=getattr(detail, "code", known.default_code), detail=str(detail))
        await self.close(code=REFUSED)

    async def say(self, kind: str, **facts: Any) -> None:
        await self.send(text_data=json.dumps({"type": kind, **facts}, ensure_ascii=False))


class LiveSweep:
    """Beside the sockets, as long as the process lives (ASGI's lifespan): saves what nobody has come back to."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        sweeping: asyncio.Task[None] | None = None
        while (await receive())["type"] == "lifespan.startup":
            sweeping = asyncio.create_task(self.sweep_on())
            await send({"type": "lifespan.startup.complete"})
        if sweeping is not None:
            sweeping.cancel()
        engine.end()
        await send({"type": "lifespan.shutdown.complete"})

    async def sweep_on(self) -> None:
        while True:
            await asyncio.sleep(settings.UNDERTONE_REAPER_INTERVAL_S)
            try:
                await in_thread(live.live_sweep)()
            except (Error, OSError) as error:
                logger.warning("live_sessions_not_swept", error=str(error))


def _message(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise ApplicationError("A message is JSON with a type.", code="bad_message")
    return message


def _uuid(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise ApplicationError("This session is over, or is not known here.", code="live_unknown") from None
