"""The socket of a tab."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from recognition import events
from recognition.models import Analysis, Recording
from recognition.services import analyses
from tests.recognition.tab import Tab

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick_looks(settings: Settings) -> None:
    settings.SOCKET_LOOK_INTERVAL_S = 0.05


async def messages_until_done(socket: Tab) -> list[Any]:
    messages: list[Any] = []
    while not messages or messages[-1]["analysis"]["status"] != "done":
        messages.append(await socket.hear_json())
    return messages


async def test_a_change_reaches_the_tab_as_the_api_would_tell_it(analysis: Analysis) -> None:
    socket = Tab()
    assert (await socket.connect())["type"] == "websocket.accept"
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
    await sync_to_async(analyses.analysis_run)(analysis_id=analysis.id)
    assert await messages_until_done(sockets[0])
    assert await sockets[1].hears_nothing()
    for socket in sockets:
        await socket.close()


def _give_to(name: str) -> None:
    Recording.objects.update(owner=User.objects.get(username=name))


async def test_a_hint_through_the_layer_needs_no_look(settings: Settings, analysis: Analysis) -> None:
    settings.SOCKET_LOOK_INTERVAL_S = 60
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    channel_layers.backends.clear()
    socket = Tab()
    await socket.connect()
    first = await socket.hear_json()
    assert first["analysis"]["status"] == "queued"
    await sync_to_async(_touch)(analysis)
    await sync_to_async(events.analysis_changed)(analysis_id=analysis.id, owner_id=None)
    assert (await socket.hear_json())["analysis"]["progress"] == 0.25
    await socket.close()
    channel_layers.backends.clear()


def _touch(analysis: Analysis) -> None:
    analysis.progress = 0.25
    analysis.save()


def test_a_lost_broker_loses_only_the_hint(settings: Settings, analysis: Analysis) -> None:
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }
    channel_layers.backends.clear()
    events.analysis_changed(analysis_id=analysis.id, owner_id=None)
    channel_layers.backends.clear()
