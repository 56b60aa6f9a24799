"""Live mode's socket: every word that was sent becomes a recording, once, whatever breaks on the way."""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from recognition import live_consumer
from recognition.engine.testing import tone
from recognition.live_engine import LiveEngine
from recognition.live_sessions import Asked, LiveSession
from recognition.models import Recording
from recognition.services import live
from tests import fake_live
from tests.recognition.tab import Tab

pytestmark = pytest.mark.django_db(transaction=True)

SOUND = (tone(2.0) * 32767).astype("<i2").tobytes()
HALF = len(SOUND) // 2


@pytest.fixture(autouse=True)
def script(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[fake_live.Script]:
    settings.UNDERTONE_LIVE_READ_S = 0.02
    settings.UNDERTONE_LIVE = "auto"
    script = fake_live.Script()
    monkeypatch.setattr(fake_live, "script", script)
    engine = LiveEngine(fake_live.start)
    monkeypatch.setattr(live_consumer, "engine", engine)
    yield script
    engine.end()


class Line(Tab):
    def __init__(self, **options: str) -> None:
        super().__init__(path="/ws/live/", **options)

    async def says(self, kind: str, **facts: Any) -> None:
        await self.say(json.dumps({"type": kind, **facts}))

    async def hears(self, kind: str) -> dict[str, Any]:
        """The next message of that kind; readings in between are passed over."""
        while True:
            message = await self.hear()
            if message["type"] == "websocket.close":
                assert kind == "close", message
                return message
            said = dict(json.loads(message["text"]))
            if said["type"] == kind:
                return said
            assert said["type"] in ("reading", "saving"), said


async def begun(line: Line, **choices: Any) -> dict[str, Any]:
    assert (await line.connect())["type"] == "websocket.accept"
    await line.says("start", sample_rate_hz=16000, **choices)
    return await line.hears("started")


@sync_to_async
def recordings() -> list[Recording]:
    return list(Recording.objects.prefetch_related("analyses"))


@sync_to_async
def sound_of(recording: Recording) -> bytes:
    with recording.file.open("rb") as file:
        return bytes(file.read()[live.HEADER_BYTES :])


async def test_what_is_said_is_read_on_the_way_and_is_a_recording_in_the_end(script: fake_live.Script) -> None:
    line = Line()
    started = await begun(line, title="Said live", language="en", speaker_baseline=False)
    assert started["received"] == 0
    await line.send(SOUND)
    reading = await line.hears("reading")
    assert reading["segments"][0]["scores"] == {"fused": {"sad": 1.0}}
    assert script.opened[0] | {"rate_hz": 16000, "language": "en", "begin_s": 0.0} == script.opened[0]
    await line.says("end")
    saved = await line.hears("saved")
    await line.hears("close")
    [recording] = await recordings()
    [analysis] = recording.analyses.all()
    assert (saved["recording"], saved["analysis"]) == (str(recording.id), str(analysis.id))
    assert (recording.title, analysis.language, analysis.speaker_baseline_wanted) == ("Said live", "en", False)
    assert recording.duration_s == pytest.approx(2.0)
    assert await sound_of(recording) == SOUND
    assert analysis.status == "queued"
    await line.close()


async def test_a_lost_line_is_taken_up_where_it_broke() -> None:
    line = Line()
    session = (await begun(line))["session"]
    await line.send(SOUND[:HALF])
    await line.hears("reading")
    await line.close()
    again = Line()
    await again.connect()
    await again.says("resume", session=session)
    assert (await again.hears("started"))["received"] == HALF
    await again.send(SOUND[HALF:])
    await again.says("end")
    await again.hears("saved")
    [recording] = await recordings()
    assert await sound_of(recording) == SOUND
    await again.close()


async def test_a_line_that_was_lost_unnoticed_gives_way_to_the_new_one() -> None:
    line, again = Line(), Line()
    session = (await begun(line))["session"]
    await line.send(SOUND[:HALF])
    await line.hears("reading")
    await again.connect()
    await again.says("resume", session=session)
    assert (await again.hears("started"))["received"] == HALF
    assert (await line.hears("close"))["code"] == live_consumer.TAKEN_OVER
    await line.close()
    await again.close()


async def test_whoever_missed_the_end_is_told_what_it_came_to() -> None:
    line = Line()
    session = (await begun(line))["session"]
    await line.send(SOUND)
    await line.says("end")
    saved = await line.hears("saved")
    await line.close()
    again = Line()
    await again.connect()
    await again.says("resume", session=session)
    assert await again.hears("saved") == saved
    await again.close()
    assert len(await recordings()) == 1


async def test_what_nobody_comes_back_to_is_saved_once_and_only_then(settings: Settings) -> None:
    line = Line()
    session = UUID((await begun(line))["session"])
    await line.send(SOUND[:HALF])
    await line.hears("reading")
    await line.close()
    await sync_to_async(live.live_sweep)()
    assert await recordings() == []
    grow_old(session)
    await sync_to_async(live.live_sweep)()
    await sync_to_async(live.live_sweep)()
    [recording] = await recordings()
    assert await sound_of(recording) == SOUND[:HALF]
    assert list(folder(settings).glob("*.pcm")) == list(folder(settings).glob("*.taken")) == []


def folder(settings: Settings) -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / "live"


def grow_old(session_id: UUID) -> None:
    session = LiveSession.find(session_id, None)
    assert session is not None
    long_ago = time.time() - 3600
    os.utime(session.sound, (long_ago, long_ago))


async def test_at_the_limit_it_is_saved_by_itself(settings: Settings) -> None:
    settings.UNDERTONE_LIVE_MAX_S = 1.5
    line = Line()
    assert (await begun(line))["max_s"] == 1.5
    await line.send(SOUND)
    assert (await line.hears("saved"))["ended_by"] == "limit"
    [recording] = await recordings()
    assert recording.duration_s == pytest.approx(1.5)
    await line.close()


async def test_what_is_left_of_a_quota_is_the_limit(settings: Settings) -> None:
    settings.UNDERTONE_HOURS_PER_MONTH = 1
    asked = Asked(None, 16000, "", "voice-words", "auto", None, True)
    assert await sync_to_async(live.seconds_allowed)(asked) == 3600.0
    settings.UNDERTONE_HOURS_PER_MONTH = 0
    assert await refusal("start", sample_rate_hz=16000) == "monthly_hours_used"


async def refusal(kind: str, **facts: Any) -> str:
    line = Line()
    await line.connect()
    await line.says(kind, **facts)
    code = (await line.hears("error"))["code"]
    assert (await line.hears("close"))["code"] == live_consumer.REFUSED
    await line.close()
    return str(code)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"kind": "start", "sample_rate_hz": 16000, "model": "crystal-ball"}, "unknown_model"),
        ({"kind": "start", "sample_rate_hz": 7}, "min_value"),
        ({"kind": "start"}, "required"),
        ({"kind": "resume", "session": "nonsense"}, "live_unknown"),
        ({"kind": "resume", "session": str(uuid4())}, "live_unknown"),
        ({"kind": "end"}, "bad_message"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_code(message: dict[str, Any], code: str) -> None:
    assert await refusal(**message) == code


async def test_sound_before_the_start_is_refused_and_silence_leaves_nothing() -> None:
    line = Line()
    await line.connect()
    await line.send(SOUND)
    assert (await line.hears("error"))["code"] == "bad_message"
    await line.close()
    line = Line()
    await begun(line)
    await line.says("end")
    assert (await line.hears("error"))["code"] in ("empty_audio", "corrupt_media", "unsupported_media")
    await line.close()
    assert await recordings() == []


async def test_only_so_many_speak_at_once(settings: Settings) -> None:
    settings.UNDERTONE_LIVE_SESSIONS_EACH = 1
    line = Line()
    await begun(line)
    assert await refusal("start", sample_rate_hz=16000) == "live_busy"
    await line.close()
    line = Line()
    await begun(line)
    await line.close()


async def test_it_is_not_offered_where_there_is_no_engine(settings: Settings) -> None:
    settings.UNDERTONE_LIVE = "off"
    line = Line()
    await line.connect()
    assert (await line.hears("error"))["code"] == "live_not_offered"
    await line.close()


async def test_without_a_model_sound_is_still_taken(script: fake_live.Script) -> None:
    script.refuses = True
    line = Line()
    await begun(line)
    assert (await line.hears("reading_stopped"))["code"] == "model_unavailable"
    await line.send(SOUND)
    await line.says("end")
    await line.hears("saved")
    await line.close()


async def test_an_engine_that_died_is_started_again(script: fake_live.Script) -> None:
    script.lost = 1
    line = Line()
    await begun(line)
    await line.send(SOUND[:HALF])
    while len(script.opened) < 2:
        await asyncio.sleep(0.01)
    await line.send(SOUND)
    await line.hears("reading")
    await line.close()


async def test_a_session_that_could_not_be_saved_is_kept_for_the_sweep(settings: Settings) -> None:
    line = Line()
    session = UUID((await begun(line))["session"])
    await line.send(SOUND)
    settings.UNDERTONE_MAX_CONCURRENT_ANALYSES = 0
    await line.says("end")
    assert (await line.hears("error"))["code"] == "too_many_analyses"
    await line.close()
    settings.UNDERTONE_MAX_CONCURRENT_ANALYSES = None
    grow_old(session)
    await sync_to_async(live.live_sweep)()
    assert len(await recordings()) == 1


class TestAccounts:
    @pytest.fixture(autouse=True)
    def required(self, settings: Settings) -> None:
        settings.UNDERTONE_ACCOUNTS = "required"

    async def test_nobody_speaks_without_signing_in(self) -> None:
        line = Line()
        await line.connect()
        assert (await line.hears("close"))["code"] == 4401
        await line.close()

    async def test_nobody_takes_up_what_another_says(self) -> None:
        line = Line(cookie=await cookie_of("anna"))
        session = (await begun(line))["session"]
        await line.send(SOUND)
        other = Line(cookie=await cookie_of("berta"))
        await other.connect()
        await other.says("resume", session=session)
        assert (await other.hears("error"))["code"] == "live_unknown"
        await other.close()
        await line.says("end")
        await line.hears("saved")
        [recording] = await recordings()
        assert recording.owner_id == (await User.objects.aget(username="anna")).pk
        await line.close()

    async def test_whoever_has_signed_out_is_listened_to_no_longer(self, settings: Settings) -> None:
        settings.SOCKET_LOOK_INTERVAL_S = 0.02
        line = Line(cookie=await cookie_of("anna"))
        await begun(line)
        user = await User.objects.aget(username="anna")
        await sync_to_async(user.set_unusable_password)()
        await user.asave()
        assert (await line.hears("close"))["code"] == 4401
        await line.close()


@sync_to_async
def cookie_of(name: str) -> str:
    client = Client()
    client.force_login(User.objects.create_user(name, password="p"))
    return f"sessionid={client.cookies['sessionid'].value}"


def test_the_sound_has_the_header_of_a_wav_file() -> None:
    assert len(live._header(0, 16000)) == live.HEADER_BYTES
    assert np.frombuffer(live._header(8, 16000)[-4:], "<u4")[0] == 8
