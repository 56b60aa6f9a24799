"""A socket lives no longer than the session it was opened with."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from pytest_django import Settings

from tests.recognition.browser import PASSWORD, Browser, person
from tests.recognition.tab import Tab
from tests.services import redis_server

pytestmark = pytest.mark.django_db(transaction=True)

NOT_SIGNED_IN = 4401


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    settings.SOCKET_LOOK_INTERVAL_S = 0.05
    cache.clear()


@pytest.fixture
def browser(transactional_db: None) -> Browser:
    person("ada@example.org")
    browser = Browser()
    browser.sign_in("ada@example.org")
    return browser


@pytest.fixture
def redis_alone(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Hints through Redis; the rows are not looked at meanwhile."""
    settings.SOCKET_LOOK_INTERVAL_S = 60
    with redis_server(tmp_path) as settings.REDIS_URL:
        yield


async def opened(browser: Browser) -> Tab:
    tab = Tab(cookie=f"sessionid={browser.cookies['sessionid'].value}")
    assert (await tab.connect())["type"] == "websocket.accept"
    assert await tab.hears_nothing()
    return tab


def sign_out(browser: Browser) -> None:
    browser.auth("DELETE", "auth/session")


def sign_out_elsewhere(browser: Browser) -> None:
    other = Browser()
    other.sign_in("ada@example.org")
    listed = other.auth("GET", "auth/sessions").json()["data"]
    other.auth("DELETE", "auth/sessions", {"sessions": [each["id"] for each in listed if not each["is_current"]]})


def lock_out(_browser: Browser) -> None:
    User.objects.update(is_active=False)


def expire(_browser: Browser) -> None:
    Session.objects.update(expire_date="2020-01-01T00:00Z")


def change_password(_browser: Browser) -> None:
    other = Browser()
    other.sign_in("ada@example.org")
    body = {"current_password": PASSWORD, "new_password": "entirely other words"}
    assert other.auth("POST", "account/password/change", body).status_code == 200


def delete_user(_browser: Browser) -> None:
    User.objects.all().delete()


ENDINGS = [sign_out, sign_out_elsewhere, lock_out, expire, change_password, delete_user]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_it_is_closed_at_the_next_look(browser: Browser, ending: Callable[[Browser], Any]) -> None:
    tab = await opened(browser)
    await sync_to_async(ending)(browser)
    assert (await tab.hear())["code"] == NOT_SIGNED_IN
    await tab.close()


@pytest.mark.services
@pytest.mark.parametrize("ending", [sign_out, sign_out_elsewhere])
async def test_signing_out_closes_it_at_once_where_hints_travel(
    redis_alone: None, browser: Browser, ending: Callable[[Browser], Any]
) -> None:
    tab = await opened(browser)
    await sync_to_async(ending)(browser)
    assert (await tab.hear())["code"] == NOT_SIGNED_IN
    await tab.close()


@pytest.mark.services
async def test_another_session_s_end_leaves_it_open(redis_alone: None, browser: Browser) -> None:
    tab = await opened(browser)
    other = Browser()
    await sync_to_async(other.sign_in)("ada@example.org")
    await sync_to_async(sign_out)(other)
    assert await tab.hears_nothing()
    await tab.close()


@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=made-up", "sessionid=\u00ff"])
async def test_without_a_session_there_is_none(browser: Browser, cookie: str) -> None:
    tab = Tab(cookie=cookie)
    await tab.connect()
    assert (await tab.hear())["code"] == NOT_SIGNED_IN
    await tab.close()
