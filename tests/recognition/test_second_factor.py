"""A second factor by TOTP, and recovery codes for a phone that is lost."""

import io
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.management import call_command
from pytest_django import Settings

from tests.recognition.browser import PASSWORD, Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]

TOTP = "account/authenticators/totp"


@pytest.fixture
def browser(adas_browser: Browser) -> Browser:
    return adas_browser


def code_of(secret: str) -> str:
    """Of those that are taken now, the one that is taken longest."""
    return str(format_hotp_value(hotp_value(secret, max(yield_hotp_counters_from_time()))))


@pytest.fixture
def secret(browser: Browser) -> str:
    """Of Ada's app; her second factor is on."""
    begun = browser.auth("GET", TOTP)
    assert begun.status_code == 404
    assert browser.auth("POST", "auth/reauthenticate", {"password": PASSWORD}).status_code == 200
    secret = str(begun.json()["meta"]["secret"])
    assert browser.auth("POST", TOTP, {"code": code_of(secret)}).status_code == 200
    return secret


def flows(answer: Any) -> list[str]:
    return [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]


def test_the_app_s_secret_comes_as_an_address_and_a_picture(browser: Browser) -> None:
    meta = browser.auth("GET", TOTP).json()["meta"]
    assert meta["totp_url"].startswith("otpauth://totp/ada%40example.org?secret=")
    assert "issuer=Undertone" in meta["totp_url"]


def test_a_session_that_was_left_open_does_not_turn_it_on(browser: Browser) -> None:
    """The password is asked for once more."""
    secret = browser.auth("GET", TOTP).json()["meta"]["secret"]
    refused = browser.auth("POST", TOTP, {"code": code_of(secret)})
    assert (refused.status_code, refused.json()["data"]["flows"]) == (401, [{"id": "reauthenticate"}])


def test_a_wrong_code_turns_nothing_on(browser: Browser) -> None:
    browser.auth("POST", "auth/reauthenticate", {"password": PASSWORD})
    browser.auth("GET", TOTP)
    assert browser.auth("POST", TOTP, {"code": "000000"}).status_code == 400
    assert browser.user()["two_factor"] is False


def test_with_it_the_password_is_not_enough(browser: Browser, secret: str) -> None:
    assert browser.user()["two_factor"] is True
    second = Browser()
    asked = second.sign_in("ada@example.org")
    assert (asked.status_code, flows(asked)) == (401, ["mfa_authenticate"])
    assert second.user() is None
    assert second.get("/api/v1/recordings/").status_code == 401
    assert second.auth("POST", "auth/2fa/authenticate", {"code": "000000"}).status_code == 400
    cache.clear()
    Authenticator.objects.filter(type="totp").update(data={"secret": get_adapter().encrypt(secret)})
    assert second.auth("POST", "auth/2fa/authenticate", {"code": code_of(secret)}).status_code == 200
    assert second.user()["email"] == "ada@example.org"


def test_codes_are_not_to_be_guessed(browser: Browser, secret: str) -> None:
    second = Browser()
    second.sign_in("ada@example.org")
    answers = [second.auth("POST", "auth/2fa/authenticate", {"code": f"{n:06}"}) for n in range(11)]
    assert "too_many_login_attempts" in str(answers[-1].json()) or answers[-1].status_code in (409, 429)


def test_a_recovery_code_does_once(browser: Browser, secret: str) -> None:
    codes = browser.auth("GET", "account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    assert len(codes) == 10
    for expected in (200, 400):
        other = Browser()
        other.sign_in("ada@example.org")
        assert other.auth("POST", "auth/2fa/authenticate", {"code": codes[0]}).status_code == expected


def test_the_secret_does_not_lie_open_in_the_database(browser: Browser, secret: str) -> None:
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_secret_of_another_key_opens_nothing(settings: Settings, browser: Browser, secret: str) -> None:
    """A restored backup under another secret key."""
    settings.SECRET_KEY = "another key of the server"
    second = Browser()
    second.sign_in("ada@example.org")
    answer = second.auth("POST", "auth/2fa/authenticate", {"code": code_of(secret)})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (503, "second_factor_unreadable")


def test_whoever_runs_the_server_takes_it_off_a_lost_phone(
    monkeypatch: pytest.MonkeyPatch, browser: Browser, secret: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("entirely other words\n"))
    call_command("user_password", "ada@example.org", "--without-two-factor")
    assert Browser().sign_in("ada@example.org", "entirely other words").status_code == 200
