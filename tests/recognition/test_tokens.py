"""Tokens for programs: made, seen and revoked by somebody signed in; good for the API and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.accounts.models import ApiToken
from tests.recognition.browser import PASSWORD, Browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]

TOKENS = "/api/v1/tokens/"


@pytest.fixture
def browser(adas_browser: Browser) -> Browser:
    return adas_browser


@pytest.fixture
def token(browser: Browser) -> str:
    return str(made(browser)["token"])


def made(browser: Browser, name: str = "laptop", expires_days: int | None = 30) -> Any:
    answer = browser.send("POST", TOKENS, {"name": name, "expires_days": expires_days})
    assert answer.status_code == 201, answer.content
    return answer.json()


def with_token(token: str) -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def code(answer: Any) -> str:
    return str(answer.json()["errors"][0]["code"])


def test_a_token_is_shown_once(browser: Browser) -> None:
    body = made(browser)
    assert body["token"].startswith(body["prefix"])
    assert body["prefix"].startswith("ut_")
    listed = browser.get(TOKENS).json()
    assert listed == [{name: value for name, value in body.items() if name != "token"}]
    assert listed[0]["last_used_at"] is None


def test_the_database_does_not_hold_it(token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_apitoken")
        assert token not in str(cursor.fetchall())


def test_a_program_uses_it_without_a_csrf_token(token: str) -> None:
    client = with_token(token)
    assert client.get("/api/v1/recordings/").status_code == 200
    assert client.patch("/api/v1/settings/", {"retention_days": 9}, format="json").status_code == 200
    assert client.get("/api/v1/session/").json()["user"]["email"] == "ada@example.org"


def test_its_use_is_noted_once_a_minute(token: str) -> None:
    with_token(token).get("/api/v1/recordings/")
    first = ApiToken.objects.get().last_used_at
    with_token(token).get("/api/v1/recordings/")
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    with_token(token).get("/api/v1/recordings/")
    assert ApiToken.objects.get().last_used_at > first


def test_an_expired_one_is_refused_and_still_listed(browser: Browser, token: str) -> None:
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    refused = with_token(token).get("/api/v1/recordings/")
    assert (refused.status_code, code(refused)) == (401, "token_expired")
    assert len(browser.get(TOKENS).json()) == 1


def test_a_revoked_one_is_refused(browser: Browser, token: str) -> None:
    kept = made(browser, "server")["token"]
    row = next(each for each in browser.get(TOKENS).json() if each["name"] == "laptop")
    assert browser.send("DELETE", f"{TOKENS}{row['id']}/").status_code == 204
    refused = with_token(token).get("/api/v1/recordings/")
    assert (refused.status_code, code(refused)) == (401, "token_invalid")
    assert with_token(kept).get("/api/v1/recordings/").status_code == 200


def test_all_are_revoked_at_once(browser: Browser, token: str) -> None:
    assert browser.send("DELETE", TOKENS).status_code == 204
    assert with_token(token).get("/api/v1/recordings/").status_code == 401


@pytest.mark.parametrize("sent", ["x", "ut_" + "0" * 64, "\u00ff", "\u4e2d", "a b", ""])
def test_what_is_no_token_is_refused(ada: User, sent: str) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {sent}".encode().decode("latin1"))
    assert client.get("/api/v1/recordings/").status_code == 401


def test_a_token_s_end_is_not_enough(token: str) -> None:
    assert with_token(token[:-1]).get("/api/v1/recordings/").status_code == 401
    assert with_token(token + "0").get("/api/v1/recordings/").status_code == 401


def test_a_wrong_token_is_not_made_good_by_a_session(browser: Browser) -> None:
    answer = browser.get("/api/v1/recordings/", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_token_neither_makes_nor_sees_nor_revokes_tokens(token: str) -> None:
    client = with_token(token)
    address = f"{TOKENS}{ApiToken.objects.get().id}/"
    answers = [
        client.get(TOKENS),
        client.post(TOKENS, {"name": "second", "expires_days": 1}, format="json"),
        client.delete(TOKENS),
        client.delete(address),
    ]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(403, "session_required")] * 4
    assert ApiToken.objects.count() == 1


def test_another_s_token_does_not_exist(browser: Browser, token: str) -> None:
    person("bob@example.org")
    bob = Browser()
    bob.sign_in("bob@example.org")
    assert bob.get(TOKENS).json() == []
    assert bob.send("DELETE", f"{TOKENS}{ApiToken.objects.get().id}/").status_code == 404
    assert bob.send("DELETE", TOKENS).status_code == 204
    assert with_token(token).get("/api/v1/recordings/").status_code == 200


def test_a_new_password_revokes_them(browser: Browser, token: str) -> None:
    body = {"current_password": PASSWORD, "new_password": "entirely other words"}
    assert browser.auth("POST", "account/password/change", body).status_code == 200
    assert with_token(token).get("/api/v1/recordings/").status_code == 401


def test_signing_out_does_not(browser: Browser, token: str) -> None:
    browser.auth("DELETE", "auth/session")
    assert with_token(token).get("/api/v1/recordings/").status_code == 200


def test_who_is_locked_out_has_no_use_of_it(ada: User, token: str) -> None:
    User.objects.update(is_active=False)
    refused = with_token(token).get("/api/v1/recordings/")
    assert (refused.status_code, code(refused)) == (401, "token_invalid")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "laptop"},
        {"name": "", "expires_days": 1},
        {"name": "x" * 101, "expires_days": 1},
        {"name": "laptop", "expires_days": 0},
        {"name": "laptop", "expires_days": 366},
        {"name": "laptop", "expires_days": "soon"},
    ],
)
def test_a_wrong_wish_is_refused(browser: Browser, body: dict[str, Any]) -> None:
    refused = browser.send("POST", TOKENS, body)
    assert (refused.status_code, refused.json()["type"]) == (400, "validation_error")
    assert not ApiToken.objects.exists()


def test_one_without_an_end_has_none(browser: Browser) -> None:
    assert made(browser, expires_days=None)["expires_at"] is None


def test_there_is_an_end_to_how_many_there_are(browser: Browser, ada: User) -> None:
    for n in range(50):
        ApiToken.objects.create(user=ada, expiry=None, name=str(n))
    refused = browser.send("POST", TOKENS, {"name": "one more", "expires_days": 1})
    assert (refused.status_code, code(refused)) == (400, "too_many_tokens")


def test_a_session_needs_its_csrf_token_to_make_one(browser: Browser) -> None:
    refused = browser.post(TOKENS, {"name": "laptop", "expires_days": 1}, content_type="application/json")
    assert refused.status_code == 403
    assert not ApiToken.objects.exists()


def test_locally_there_are_none(settings: Settings, browser: Browser, token: str) -> None:
    settings.UNDERTONE_ACCOUNTS = "local"
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", ""), ("DELETE", f"{ApiToken.objects.get().id}/")):
        answer = browser.send(method, TOKENS + path, {})
        assert (answer.status_code, code(answer)) == (404, "no_accounts")
    assert with_token("wrong").get("/api/v1/recordings/").status_code == 200, "a token means nothing here"
