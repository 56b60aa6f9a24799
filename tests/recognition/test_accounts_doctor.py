"""What the doctor finds where accounts are required."""

import pytest
from pytest_django import Settings

from recognition.accounts.look import look
from recognition.findings import Finding
from tests.recognition.browser import person
from tests.recognition.identity_provider import identity_provider

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    settings.ALLOWED_HOSTS = list(settings.LOCAL_HOSTS)


def found(name: str) -> Finding:
    return next(each for each in look() if each.name == name)


def test_locally_there_is_nothing_to_look_at(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "local"
    assert [each.state for each in look()] == ["ok"]


def test_that_there_is_nobody_yet() -> None:
    assert (found("accounts").state, "user_create" in found("accounts").advice) == ("warning", True)
    person("ada@example.org")
    assert found("accounts").state == "ok"


def test_a_mail_server_that_is_away_and_one_that_is_not_there_at_all(settings: Settings) -> None:
    assert found("mail").state == "warning"
    settings.UNDERTONE_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert (found("mail").state, found("mail").advice) == ("problem", "Correct UNDERTONE_EMAIL_URL.")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert found("mail").state == "ok"


def test_an_address_without_tls(settings: Settings) -> None:
    assert found("address").state == "ok"
    settings.ALLOWED_HOSTS = [*settings.LOCAL_HOSTS, "undertone.example.org"]
    assert (found("address").state, "TLS" in found("address").advice) == ("warning", True)
    settings.UNDERTONE_PUBLIC_URL = "https://undertone.example.org"
    assert (found("address").state, "UNDERTONE_PROXIES" in found("address").advice) == ("warning", True)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert found("address").state == "ok"


def test_an_identity_provider_that_answers_and_one_that_does_not(settings: Settings) -> None:
    with identity_provider() as provider:
        app = {"settings": {"server_url": f"{provider.url}/realm"}}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        settings.UNDERTONE_FORM_TARGETS = [provider.url]
        assert found("identity provider").state == "ok"
    assert found("identity provider").state == "problem"
