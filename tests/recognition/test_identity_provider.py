"""Signing in by OpenID Connect, at a provider that really answers."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.cache import cache
from pytest_django import Settings

from tests.recognition.browser import AUTH, Browser, person
from tests.recognition.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider

pytestmark = pytest.mark.django_db

RETURN = "/api/v1/auth/oidc/oidc/login/callback/"
EVE = {"sub": "17", "email": "eve@example.org", "email_verified": True}


@pytest.fixture
def provider(settings: Settings) -> Iterator[IdentityProvider]:
    settings.UNDERTONE_ACCOUNTS = "required"
    settings.UNDERTONE_SIGN_UP = "provider"
    settings.UNDERTONE_PROVIDERS = [{"id": "oidc", "name": "Our school"}]
    cache.clear()
    with identity_provider() as provider:
        app = {
            "provider_id": "oidc",
            "name": "Our school",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": f"{provider.url}/realm"},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        provider.claims = dict(EVE)
        yield provider


@pytest.fixture
def browser() -> Browser:
    return Browser()


def begin(browser: Browser, **changed: str) -> Any:
    """The page's form, which the browser follows to the provider."""
    browser.get("/api/v1/session/")
    form = {"provider": "oidc", "callback_url": "/library", "process": "login", **changed}
    form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    return browser.post(AUTH + "auth/provider/redirect", form)


def go_through(browser: Browser, provider: IdentityProvider) -> Any:
    begun = begin(browser)
    assert begun.status_code == 302
    assert begun.headers["Location"].startswith(f"{provider.url}/realm/authorize?")
    return browser.get(RETURN, provider.sign_in(begun.headers["Location"]))


def error(answer: Any) -> list[str]:
    return parse_qs(urlsplit(answer.headers["Location"]).query).get("error", [])


def test_the_page_is_told_of_it(provider: IdentityProvider, browser: Browser) -> None:
    session = browser.get("/api/v1/session/").json()
    assert (session["providers"], session["sign_up"]) == ([{"id": "oidc", "name": "Our school"}], "closed")


def test_whom_it_knows_gets_an_account_and_is_back_where_they_began(
    provider: IdentityProvider, browser: Browser
) -> None:
    back = go_through(browser, provider)
    assert (back.status_code, back.headers["Location"]) == (302, "/library")
    assert browser.user()["email"] == "eve@example.org"
    again = Browser()
    go_through(again, provider)
    assert again.user() == browser.user()
    assert User.objects.count() == 1


def test_an_address_that_it_has_verified_is_that_of_the_account_here(
    provider: IdentityProvider, browser: Browser
) -> None:
    eve = person("eve@example.org")
    go_through(browser, provider)
    assert browser.user()["id"] == eve.pk


def test_one_that_it_has_not_verified_opens_nobody_s_account(provider: IdentityProvider, browser: Browser) -> None:
    person("eve@example.org")
    provider.claims["email_verified"] = False
    go_through(browser, provider)
    assert browser.user() is None


def test_where_sign_up_is_closed_only_those_come_in_who_have_an_account(
    settings: Settings, provider: IdentityProvider, browser: Browser
) -> None:
    settings.UNDERTONE_SIGN_UP = "closed"
    assert error(go_through(browser, provider)) == ["signup_closed"]
    assert not User.objects.exists()
    person("eve@example.org")
    go_through(browser, provider)
    assert browser.user()["email"] == "eve@example.org"


def test_who_is_locked_out_stays_so(provider: IdentityProvider, browser: Browser) -> None:
    person("eve@example.org", is_active=False)
    go_through(browser, provider)
    assert browser.user() is None


def test_an_answer_that_was_not_asked_for_signs_nobody_in(provider: IdentityProvider, browser: Browser) -> None:
    brought = provider.sign_in(begin(browser).headers["Location"])
    other = Browser()
    answer = other.get(RETURN, brought)
    assert error(answer)
    assert other.user() is None
    browser.get(RETURN, {**brought, "code": "made up"})
    assert browser.user() is None


def test_it_sends_nobody_to_another_site(provider: IdentityProvider, browser: Browser) -> None:
    answer = begin(browser, callback_url="https://evil.example/")
    assert urlsplit(answer.headers["Location"]).hostname in (None, "testserver")
    assert error(answer)


def test_a_provider_that_is_away_is_told_on_the_page(
    settings: Settings, provider: IdentityProvider, browser: Browser
) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:1/realm"}
    answer = begin(browser)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?error=provider_unreachable")


def test_its_address_counts_as_verified_here(provider: IdentityProvider, browser: Browser) -> None:
    go_through(browser, provider)
    assert EmailAddress.objects.get().verified
