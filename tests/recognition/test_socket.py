"""The socket of a tab."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError
from django.test import Client
from pytest_django import Settings
from redis import Redis

from recognition import events, switchboard
from recognition.consumers import AnalysisConsumer
from recognition.models import Analysis, Recording
from recognition.services import analyses
from tests.recognition.tab import PATIENCE_S, Tab
from tests.services import redis_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick_looks(settings: Settings) -> None:
    settings.SOCKET_LOOK_INTERVAL_S = 0.2


async def messages_until_done(socket: Tab) -> list[Any]:
    messages: list[Any] = []
    while not messages or messages[-1]["analysis"]["status"] != "done":
        messages.append(await socket.hear_json())
    return messages


async def test_a_change_reaches_the_tab_as_the_api_would_tell_it(analysis: Analysis) -> None:
    socket = Tab()
    assert (await socket.connect())["type"] == "websocket.accept"
    assert (await socket.hear_json())["analysis"]["status"] == "queued"
    await sync_to_async(analyses.analysis_run)(analysis_id=analysis.id)
    messages = await messages_until_done(socket)
    assert {message["type"] for message in messages} == {"analysis.changed"}
    api = await sync_to_async(lambda: Client().get(f"/api/v1/analyses/{analysis.id}/").json())()
    assert messages[-1]["analysis"] == api
    await socket.close()


async def test_the_same_state_is_not_told_twice(done: Analysis) -> None:
    socket = Tab()
    await socket.connect()
    await messages_until_done(socket)
    assert await socket.hears_nothing()
    await socket.close()


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "localhost"),
        ("http://localhost:3000", "localhost"),
        ("http://evil.example", "evil.example"),
        ("", "localhost"),
        ("null", "localhost"),
    ],
)
async def test_a_foreign_page_gets_no_socket(origin: str, host: str) -> None:
    answer = await Tab(origin=origin, host=host).connect()
    assert answer == {"type": "websocket.close", "code": 1008}


async def test_whatever_a_tab_says_is_left_unread(analysis: Analysis) -> None:
    socket = Tab()
    await socket.connect()
    assert (await socket.hear_json())["analysis"]["status"] == "queued"
    await socket.say("{ not json")
    await sync_to_async(analyses.analysis_run)(analysis_id=analysis.id)
    assert await messages_until_done(socket)
    await socket.close()


async def test_with_accounts_nobody_is_sent_away(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    socket = Tab()
    await socket.connect()
    assert (await socket.hear())["code"] == 4401


def signed_in(name: str) -> str:
    client = Client()
    client.force_login(User.objects.create_user(name))
    return f"{django_settings.SESSION_COOKIE_NAME}={client.cookies[django_settings.SESSION_COOKIE_NAME].value}"


async def test_with_accounts_each_hears_of_their_own(settings: Settings, analysis: Analysis) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    ada, bob = [await sync_to_async(signed_in)(name) for name in ("ada", "bob")]
    await sync_to_async(_give_to)("ada")
    sockets = [Tab(cookie=ada), Tab(cookie=bob)]
    for socket in sockets:
        await socket.connect()
    assert (await sockets[0].hear_json())["analysis"]["status"] == "queued"
    await sync_to_async(analyses.analysis_run)(analysis_id=analysis.id)
    assert await messages_until_done(sockets[0])
    assert await sockets[1].hears_nothing()
    for socket in sockets:
        await socket.close()


def _give_to(name: str) -> None:
    Recording.objects.update(owner=User.objects.get(username=name))


@pytest.mark.services
async def test_a_hint_through_redis_needs_no_look(settings: Settings, analysis: Analysis, tmp_path: Path) -> None:
    settings.SOCKET_LOOK_INTERVAL_S = 60
    with redis_server(tmp_path) as settings.REDIS_URL:
        socket = Tab()
        await socket.connect()
        assert (await socket.hear_json())["analysis"]["status"] == "queued"
        await sync_to_async(_touch)(analysis)
        await sync_to_async(_hint_until_heard)(analysis)
        assert (await socket.hear_json())["analysis"]["progress"] == 0.25
        await socket.close()


def _hint_until_heard(analysis: Analysis) -> None:
    """The web process listens to Redis soon after its first socket is open; what nobody listens to is lost."""
    give_up = time.monotonic() + PATIENCE_S
    with Redis.from_url(str(django_settings.REDIS_URL)) as redis:
        while not redis.pubsub_numsub(events.CHANNEL)[0][1]:
            assert time.monotonic() < give_up
            time.sleep(0.02)
    events.analysis_changed(analysis_id=analysis.id, owner_id=None)


def _touch(analysis: Analysis) -> None:
    analysis.progress = 0.25
    analysis.save()


def test_a_lost_broker_loses_only_the_hint(settings: Settings, analysis: Analysis) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    events.analysis_changed(analysis_id=analysis.id, owner_id=None)


async def test_however_many_listen_a_change_is_read_once(analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Any] = []

    async def counted(*arguments: Any) -> Any:
        changes = await read(*arguments)
        found.extend(changes)
        return changes

    read = switchboard.read
    monkeypatch.setattr(switchboard, "read", counted)
    board, here = switchboard.Switchboard(), [Heard() for _ in range(20)]
    for listener in here:
        board.join(listener)
    await sync_to_async(_touch)(analysis)
    await _until(lambda: all(listener.messages for listener in here))
    assert len({id(each) for listener in here for each in listener.messages[-1:]}) == 1
    assert {each.id for each in found} == {analysis.id}
    for listener in here:
        board.leave(listener)


async def test_the_rows_are_looked_at_again_after_the_database_was_away(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, away = switchboard.read, [OperationalError("gone"), InterfaceError("the connection is closed")]

    async def sometimes(*arguments: Any) -> Any:
        if away:
            raise away.pop()
        return await read(*arguments)

    monkeypatch.setattr(switchboard, "read", sometimes)
    board, listener = switchboard.Switchboard(), Heard()
    board.join(listener)
    await _until(lambda: bool(listener.messages))
    assert not away
    board.leave(listener)


async def test_a_page_that_reads_slowly_is_told_the_newest_alone(analysis: Analysis) -> None:
    consumer = AnalysisConsumer()
    consumer.unsent, consumer.to_send = {}, asyncio.Event()
    consumer.tell(analysis.id, "older")
    consumer.tell(analysis.id, "newer")
    assert consumer.unsent == {analysis.id: "newer"}


class Heard:
    """Somebody at the switchboard."""

    owner_id: int | None = None

    def __init__(self) -> None:
        self.messages: list[str] = []

    def tell(self, analysis_id: UUID, message: str) -> None:
        self.messages.append(message)

    def session_ended(self) -> None:
        raise AssertionError("nobody signed out")


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.02)
