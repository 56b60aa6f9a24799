"""Cookies, headers and the scheme: what TLS in front of the site changes."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from recognition.middleware import headers
from tests.recognition.browser import PASSWORD, Browser, person

pytestmark = pytest.mark.django_db

TLS: dict[str, Any] = {
    "HTTP_HOST": "testserver",
    "HTTP_ORIGIN": "https://testserver",
    "HTTP_X_FORWARDED_PROTO": "https",
}


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    cache.clear()


def signed_in(browser: Browser) -> Browser:
    person("ada@example.org")
    assert browser.sign_in("ada@example.org").status_code == 200
    return browser


def test_the_session_s_cookie_is_read_by_no_script_and_sent_by_no_other_site() -> None:
    cookie = signed_in(Browser()).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_behind_tls_every_cookie_is_secure_by_itself() -> None:
    cookies = signed_in(Browser(**TLS)).cookies
    assert {name: bool(cookie["secure"]) for name, cookie in cookies.items()} == {"csrftoken": True, "sessionid": True}


def test_over_plain_http_on_this_machine_one_may_sign_in() -> None:
    cookies = signed_in(Browser()).cookies
    assert not any(cookie["secure"] for cookie in cookies.values())


def test_a_public_address_over_tls_makes_them_secure_whatever_a_proxy_says(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    cookies = signed_in(Browser()).cookies
    assert all(cookie["secure"] for cookie in cookies.values())


def test_browsers_are_told_to_stay_with_tls_and_over_plain_http_nothing_is_said() -> None:
    assert Client(**TLS).get("/api/v1/session/").headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in Client().get("/api/v1/session/").headers


@pytest.mark.parametrize(
    "address",
    ["/", "/api/v1/session/", "/api/v1/docs/", "/api/v1/auth/browser/v1/config", "/admin/", "/api/v1/none/"],
)
def test_no_answer_allows_an_inline_script(address: str) -> None:
    policy = Client().get(address).headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts == "script-src 'self'"


@pytest.mark.parametrize("address", ["/api/v1/docs/", "/admin/"])
def test_pages_that_django_makes_have_no_inline_script(address: str) -> None:
    browser = signed_in(Browser())
    User.objects.update(is_staff=True, is_superuser=True)
    page = browser.get(address).content.decode()
    assert "<script" in page
    for tag in page.split("<script")[1:]:
        assert "src=" in tag.split(">")[0] or "application/json" in tag.split(">")[0], tag[:200]
    assert " onclick=" not in page


def test_a_form_is_let_through_to_the_identity_provider_alone() -> None:
    policy = headers(["https://id.example.org"])["Content-Security-Policy"]
    assert "form-action 'self' https://id.example.org;" in policy
    assert "form-action 'self';" in headers([])["Content-Security-Policy"]


def test_whoever_comes_back_from_the_provider_is_let_in_and_no_other_link_into_the_api_is() -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert Client().get("/api/v1/auth/oidc/oidc/login/callback/", headers=link).status_code != 403
    for address in ("/api/v1/recordings/", "/api/v1/auth/oidc/oidc/login/", "/api/v1/auth/browser/v1/auth/session"):
        assert Client().get(address, headers=link).status_code == 403, address


def test_the_administration_signs_in_by_the_page() -> None:
    answer = Client().get("/admin/", follow=False)
    assert answer.headers["Location"].startswith("/admin/login/")
    for wanted, there in (
        ("/admin/recognition/", "/admin/recognition/"),
        ("//evil.example/", "/admin/"),
        ("/", "/admin/"),
    ):
        door = Client().get("/admin/login/", {"next": wanted})
        assert (door.status_code, door.headers["Location"]) == (302, f"/sign-in?next={there}")
    assert Client().post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302, "no second way in"


def test_who_does_not_run_the_server_is_told_so_there() -> None:
    refused = signed_in(Browser()).get("/admin/login/")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "permission_denied")


def test_a_cookie_s_value_is_new_with_every_sign_in() -> None:
    browser = signed_in(Browser())
    first = {name: cookie.value for name, cookie in browser.cookies.items()}
    browser.auth("DELETE", "auth/session")
    browser.sign_in("ada@example.org")
    assert all(browser.cookies[name].value != value for name, value in first.items())


def test_what_was_asked_before_a_new_password_takes_no_cookie_away_and_signing_out_does() -> None:
    browser = signed_in(Browser())
    before = browser.cookies["sessionid"].value
    passwords = {"current_password": PASSWORD, "new_password": "four loud mountains"}
    assert browser.auth("POST", "account/password/change", passwords).status_code == 200
    now = browser.cookies["sessionid"].value
    assert now != before
    late = Client()
    late.cookies["sessionid"] = before
    answer = late.get("/api/v1/session/")
    assert (answer.json()["user"], "sessionid" in answer.cookies) == (None, False)
    browser.auth("DELETE", "auth/session")
    assert browser.cookies["sessionid"].value == ""
