"""An upload that a quota refuses is refused by what it announces, before any of it is received."""

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from recognition.asgi_guards import FORM_BYTES
from recognition.models import Recording
from recognition.quotas import GB
from recognition.quotas_guard import QuotaGuard

pytestmark = pytest.mark.django_db(transaction=True)


class Exchange:
    """One request through the guard, in front of an application that only notes that it was asked."""

    def __init__(self, size: int, cookie: str = "", *, path: str = "/api/v1/recordings/", method: str = "POST") -> None:
        headers = [(b"content-length", str(size).encode()), (b"host", b"localhost"), (b"cookie", cookie.encode())]
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": headers,
        }
        self.sent: list[Any] = []
        self.asked = False

    async def receive(self) -> dict[str, Any]:
        """What comes after the answer, to be dropped."""
        assert self.sent, "nothing of the body is read before the answer"
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def application(self, _scope: Any, _receive: Any, _send: Any) -> None:
        self.asked = True

    async def run(self) -> str | None:
        """The code of the refusal, or None where the application was asked."""
        await QuotaGuard(self.application)(self.scope, self.receive, self.send)
        return None if self.asked else str(json.loads(self.sent[1]["body"])["errors"][0]["code"])


@pytest.fixture(autouse=True)
def full(settings: Settings) -> None:
    settings.UNDERTONE_STORAGE_GB_PER_USER = 1


def signed_in(name: str) -> str:
    client = Client()
    user = User.objects.create_user(name)
    client.force_login(user)
    Recording.objects.create(
        owner=user if django_settings.UNDERTONE_ACCOUNTS == "required" else None,
        title="large", name="large.wav", file="none", media_type="audio/wav", size_bytes=GB - 100, sha256="0" * 64,
    )  # fmt: skip
    return f"sessionid={client.cookies['sessionid'].value}"


async def test_what_is_too_much_for_the_room_is_refused_unread(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    exchange = Exchange(FORM_BYTES + 101, await sync_to_async(signed_in)("ada"))
    assert await exchange.run() == "storage_quota_used"
    assert exchange.sent[0]["status"] == 403


async def test_what_fits_goes_on(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    assert await Exchange(FORM_BYTES + 100, await sync_to_async(signed_in)("ada")).run() is None


async def test_locally_too() -> None:
    await sync_to_async(signed_in)("ada")
    assert await Exchange(FORM_BYTES + 101).run() == "storage_quota_used"


@pytest.mark.parametrize("cookie", ["", "sessionid=forged"])
async def test_who_is_not_signed_in_is_told_that_unread(settings: Settings, cookie: str) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    exchange = Exchange(10**10, cookie)
    assert await exchange.run() == "not_authenticated"
    assert exchange.sent[0]["status"] == 401


async def test_a_token_that_is_none_is_refused_as_the_api_refuses_it(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    exchange = Exchange(10**10)
    exchange.scope["headers"] += [(b"authorization", b"Bearer nonsense")]
    api = await sync_to_async(Client().get)("/api/v1/recordings/", headers={"authorization": "Bearer nonsense"})
    assert await exchange.run() == api.json()["errors"][0]["code"]
    assert exchange.sent[0]["status"] == api.status_code == 401


async def test_a_place_that_becomes_free_is_to_be_asked_for_again(settings: Settings) -> None:
    settings.UNDERTONE_MAX_CONCURRENT_ANALYSES = 0
    exchange = Exchange(10)
    assert await exchange.run() == "too_many_analyses"
    assert (b"retry-after", b"15") in exchange.sent[0]["headers"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/recordings/"), ("POST", "/api/v1/recordings/delete/")])
async def test_nothing_else_is_looked_at(method: str, path: str) -> None:
    await sync_to_async(signed_in)("ada")
    assert await Exchange(10**10, path=path, method=method).run() is None
