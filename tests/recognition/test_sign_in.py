"""Signing in and out by allauth's own addresses, and what an attacker makes of them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from recognition.models import Recording
from tests.recognition.browser import AUTH, PASSWORD, Browser, link_in_mail, person
from worker import tasks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]


@pytest.fixture
def sends_mail(settings: Settings) -> None:
    settings.UNDERTONE_MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True


@pytest.fixture
def open_to_all(settings: Settings, sends_mail: None) -> None:
    settings.UNDERTONE_SIGN_UP = "open"


@pytest.fixture
def browser() -> Browser:
    return Browser()


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def test_an_address_and_its_password_sign_in(ada: User, browser: Browser) -> None:
    assert browser.user() is None
    assert browser.sign_in("Ada@Example.org").status_code == 200
    assert browser.user() == {"id": ada.pk, "email": "ada@example.org", "two_factor": False}


def test_no_user_name_is_shown(ada: User, browser: Browser) -> None:
    user = browser.sign_in("ada@example.org").json()["data"]["user"]
    assert (user["email"], user["display"], "username" in user) == ("ada@example.org", "ada@example.org", False)


def test_signing_out_ends_the_session(ada: User, browser: Browser) -> None:
    browser.sign_in("ada@example.org")
    stolen = browser.cookies["sessionid"].value
    assert browser.auth("DELETE", "auth/session").status_code == 401
    assert browser.user() is None
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/api/v1/recordings/").status_code == 401


def test_the_session_has_a_new_id_after_signing_in(ada: User, browser: Browser) -> None:
    """Whoever planted the old one has nothing of it."""
    browser.session["planted"] = True
    browser.session.save()
    planted = browser.session.session_key
    browser.cookies["sessionid"] = str(planted)
    browser.sign_in("ada@example.org")
    assert browser.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_new_password_gives_a_new_session_here_and_ends_all_others(ada: User, browser: Browser) -> None:
    other = Browser()
    for each in (browser, other):
        each.sign_in("ada@example.org")
    before = browser.cookies["sessionid"].value
    new = "entirely other words"
    changed = browser.auth("POST", "account/password/change", {"current_password": PASSWORD, "new_password": new})
    assert changed.status_code == 200
    assert browser.cookies["sessionid"].value != before
    assert browser.user() is not None
    assert other.user() is None
    assert Browser().sign_in("ada@example.org").status_code == 400
    assert Browser().sign_in("ada@example.org", new).status_code == 200


def test_one_s_sessions_are_listed_and_the_others_ended(ada: User, browser: Browser) -> None:
    other = Browser()
    for each in (browser, other):
        each.sign_in("ada@example.org")
    listed = browser.auth("GET", "auth/sessions").json()["data"]
    assert [session["is_current"] for session in listed].count(True) == 1
    others = [session["id"] for session in listed if not session["is_current"]]
    assert browser.auth("DELETE", "auth/sessions", {"sessions": others}).status_code == 200
    assert (browser.user() is None, other.user() is None) == (False, True)


def test_nobody_ends_another_s_session(ada: User, browser: Browser) -> None:
    person("bob@example.org")
    thief = Browser()
    browser.sign_in("ada@example.org")
    thief.sign_in("bob@example.org")
    hers = browser.auth("GET", "auth/sessions").json()["data"][0]["id"]
    assert thief.auth("DELETE", "auth/sessions", {"sessions": [hers]}).status_code == 400
    assert browser.user() is not None


def test_an_attempt_is_refused_after_five_wrong_ones_whoever_makes_it(ada: User) -> None:
    for _ in range(5):
        assert codes(Browser().sign_in("ada@example.org", "a wrong password")) == ["email_password_mismatch"]
    assert codes(Browser(REMOTE_ADDR="192.0.2.1").sign_in("ada@example.org")) == ["too_many_login_attempts"]


def test_one_machine_may_not_try_address_after_address(ada: User) -> None:
    answers = [Browser().sign_in(f"{n}@example.org", "a wrong password") for n in range(11)]
    assert codes(answers[-1]) == ["too_many_login_attempts"]
    assert Browser(REMOTE_ADDR="192.0.2.1").sign_in("ada@example.org").status_code == 200


def test_behind_a_proxy_the_client_s_address_counts_and_a_made_up_one_does_not(settings: Settings, ada: User) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(11):
        forged = f"10.0.0.{n}, 192.0.2.7"  # nginx puts what it sees behind what the client said
        answer = Browser(HTTP_X_FORWARDED_FOR=forged).sign_in(f"{n}@example.org", "a wrong password")
    assert codes(answer) == ["too_many_login_attempts"]


def test_whoever_comes_by_fewer_proxies_than_there_are_may_sign_in_all_the_same(settings: Settings, ada: User) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert Browser(HTTP_X_FORWARDED_FOR="192.0.2.7").sign_in("ada@example.org").status_code == 200


def test_while_redis_is_away_nobody_tries_uncounted(settings: Settings, ada: User, browser: Browser) -> None:
    browser.get("/api/v1/session/")
    away = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": away}}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
    refused = browser.sign_in("ada@example.org")
    assert (refused.status_code, codes(refused)) == (503, ["unavailable"])


def test_a_wrong_address_and_a_wrong_password_are_told_apart_by_nothing(ada: User) -> None:
    known, unknown = (Browser().sign_in(f"{name}@example.org", "a wrong password") for name in ("ada", "eve"))
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


def test_who_is_locked_out_gets_no_session_and_loses_the_one_there_was(ada: User, browser: Browser) -> None:
    browser.sign_in("ada@example.org")
    ada.is_active = False
    ada.save()
    assert browser.user() is None
    assert browser.get("/api/v1/recordings/").status_code == 401
    assert Browser().sign_in("ada@example.org").status_code != 200


def test_a_change_needs_the_csrf_token(ada: User, browser: Browser) -> None:
    browser.sign_in("ada@example.org")
    browser.cookies["csrftoken"] = "x" * 32
    refused = browser.generic("DELETE", AUTH + "auth/session", headers={"X-CSRFToken": "y" * 32})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "csrf_failed")
    assert browser.user() is not None


def test_an_expired_session_is_none(ada: User, browser: Browser) -> None:
    browser.sign_in("ada@example.org")
    Session.objects.update(expire_date="2020-01-01T00:00Z")
    assert browser.user() is None


def test_nobody_signs_up_where_that_is_closed(browser: Browser) -> None:
    refused = browser.auth("POST", "auth/signup", {"email": "eve@example.org", "password": PASSWORD})
    assert refused.status_code == 403
    assert not User.objects.exists()
    assert browser.get("/api/v1/session/").json()["sign_up"] == "closed"


def test_whoever_signs_up_verifies_the_address_and_may_then_sign_in(open_to_all: None, browser: Browser) -> None:
    made = browser.auth("POST", "auth/signup", {"email": "eve@example.org", "password": PASSWORD})
    assert {"id": "verify_email", "is_pending": True} in made.json()["data"]["flows"]
    assert Browser().sign_in("eve@example.org").status_code == 401
    key = link_in_mail("http://testserver/sign-in/verify/")
    assert browser.auth("POST", "auth/email/verify", {"key": key.replace("%3A", ":")}).status_code == 401
    assert browser.sign_in("eve@example.org").status_code == 200
    assert re.fullmatch(r"[0-9a-f]{32}", User.objects.get().username)


def test_signing_up_with_a_known_address_looks_no_different_and_tells_its_owner(open_to_all: None, ada: User) -> None:
    answers = [
        Browser().auth("POST", "auth/signup", {"email": email, "password": PASSWORD})
        for email in ("ada@example.org", "new@example.org")
    ]
    assert answers[0].json() == answers[1].json()
    assert "Account Already Exists" in mail.outbox[0].subject
    assert User.objects.filter(email="ada@example.org").count() == 1


@pytest.mark.parametrize("password", ["password12", "1234567890", "short", "eve@example.org"])
def test_an_easy_password_is_refused(open_to_all: None, browser: Browser, password: str) -> None:
    refused = browser.auth("POST", "auth/signup", {"email": "eve@example.org", "password": password})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["param"] == "password"


def test_a_forgotten_password_is_replaced_by_way_of_a_mail(sends_mail: None, ada: User, browser: Browser) -> None:
    thief = Browser()
    thief.sign_in("ada@example.org")
    assert browser.auth("POST", "auth/password/request", {"email": "ada@example.org"}).status_code == 200
    key = link_in_mail("http://testserver/sign-in/reset/")
    new = "entirely other words"
    assert browser.auth("POST", "auth/password/reset", {"key": key, "password": new}).status_code == 401
    assert browser.sign_in("ada@example.org", new).status_code == 200
    assert thief.user() is None
    again = browser.auth("POST", "auth/password/reset", {"key": key, "password": "yet other words"})
    assert again.status_code == 400, "the link is good once"


def test_a_reset_is_answered_alike_for_known_and_unknown_addresses(sends_mail: None, ada: User) -> None:
    known, unknown = (
        Browser().auth("POST", "auth/password/request", {"email": f"{name}@example.org"}) for name in ("ada", "eve")
    )
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


def test_without_mail_a_reset_says_so(ada: User, browser: Browser) -> None:
    refused = browser.auth("POST", "auth/password/request", {"email": "ada@example.org"})
    assert (refused.status_code, codes(refused)) == (400, ["no_mail"])
    assert "sends no mail" in refused.json()["errors"][0]["detail"]


def test_a_mail_that_cannot_be_sent_is_an_answer(
    sends_mail: None, settings: Settings, ada: User, browser: Browser
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    refused = browser.auth("POST", "auth/password/request", {"email": "ada@example.org"})
    assert (refused.status_code, codes(refused)) == (503, ["mail_failed"])


def test_links_in_mails_point_to_the_public_address(
    sends_mail: None, settings: Settings, ada: User, browser: Browser
) -> None:
    settings.HEADLESS_FRONTEND_URLS = {
        "account_reset_password_from_key": "https://undertone.example.org/sign-in/reset/{key}"
    }
    browser.auth("POST", "auth/password/request", {"email": "ada@example.org"})
    assert link_in_mail("https://undertone.example.org/sign-in/reset/")


def test_locally_there_is_nothing_of_all_this(settings: Settings, ada: User, browser: Browser) -> None:
    settings.UNDERTONE_ACCOUNTS = "local"
    for path in ("config", "auth/login", "auth/session", "no/such/address"):
        answer = browser.auth("POST", path, {})
        assert (answer.status_code, codes(answer)) == (404, ["no_accounts"]), path
    session = browser.get("/api/v1/session/").json()
    assert session == {"accounts": "local", "user": None, "sign_up": "closed", "mail": False, "providers": []}


def test_only_the_browser_s_addresses_exist(browser: Browser) -> None:
    for path in ("app/v1/config", "accounts/login/", "login/", "signup/", "2fa/"):
        assert browser.get(f"/api/v1/auth/{path}").status_code == 404


def test_what_cannot_be_read_is_refused(browser: Browser) -> None:
    browser.get("/api/v1/session/")
    token = browser.cookies["csrftoken"].value
    for body in (b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"email": "\\u0000@example.org", "password": "x"}'):
        answer = browser.generic(
            "POST", AUTH + "auth/login", body, content_type="application/json", headers={"X-CSRFToken": token}
        )
        assert answer.status_code == 400, body[:20]


def test_the_session_of_nobody_makes_no_recording(browser: Browser) -> None:
    assert browser.send("POST", "recordings/").status_code == 401
    assert not Recording.objects.exists()


def test_an_account_that_was_made_by_command_has_a_verified_address(ada: User) -> None:
    assert EmailAddress.objects.get(user=ada).verified


def test_a_session_that_has_run_out_is_forgotten_and_one_that_has_not_stays(ada: User) -> None:
    Browser().sign_in(ada.email)
    Browser().sign_in(ada.email)
    ended = Session.objects.all()[0]
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    tasks.retention_run()
    assert Session.objects.count() == 1
    assert not Session.objects.filter(pk=ended.pk).exists()
