"""The link by which somebody sets the password of an account that was made for them."""

import io
from datetime import datetime, timedelta

import pytest
from allauth.account.forms import default_token_generator
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.recognition.browser import PASSWORD, Browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]
SITE = "https://undertone.example.org"


@pytest.fixture(autouse=True)
def public(settings: Settings) -> None:
    settings.UNDERTONE_MAIL = False  # the first administrator's site has none


def invite(*arguments: str) -> str:
    """The key of the link that is printed, alone in its line."""
    out, said = io.StringIO(), io.StringIO()
    call_command("user_invite", "Ada@example.org", "--url", SITE, *arguments, stdout=out, stderr=said)
    (link,) = out.getvalue().splitlines()
    assert link.startswith(f"{SITE}/sign-in/reset/")
    assert link not in said.getvalue()
    return link.removeprefix(f"{SITE}/sign-in/reset/")


def use(key: str, password: str = PASSWORD) -> int:
    status: int = Browser().auth("POST", "auth/password/reset", {"key": key, "password": password}).status_code
    return status


def test_the_first_administrator_sets_a_password_and_signs_in() -> None:
    use(invite("--admin"))
    browser = Browser()
    assert browser.sign_in("ada@example.org").status_code == 200
    assert browser.get("/admin/").status_code == 200


def test_nobody_signs_in_before_the_link_is_used() -> None:
    invite()
    assert Browser().sign_in("ada@example.org").status_code == 400
    assert not User.objects.get().is_superuser


def test_it_works_once() -> None:
    key = invite()
    use(key)
    assert use(key, "entirely other words") == 400
    assert Browser().sign_in("ada@example.org").status_code == 200


def test_a_new_link_voids_the_one_before() -> None:
    first, second = invite(), invite("--admin")
    assert use(first) == 400
    assert Browser().sign_in("ada@example.org").status_code == 400
    use(second)
    assert Browser().sign_in("ada@example.org").status_code == 200
    assert User.objects.get().is_superuser


def test_it_ends_after_three_days(monkeypatch: pytest.MonkeyPatch) -> None:
    key = invite()
    later = datetime.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(type(default_token_generator), "_now", lambda _self: later)
    assert use(key) == 400


def test_an_easy_password_is_refused_and_the_link_still_works() -> None:
    key = invite()
    assert use(key, "password") == 400
    use(key)
    assert Browser().sign_in("ada@example.org").status_code == 200


def test_who_has_a_password_keeps_it() -> None:
    person("ada@example.org")
    with pytest.raises(CommandError, match="has a password"):
        invite("--admin")
    assert Browser().sign_in("ada@example.org").status_code == 200
    assert not User.objects.get().is_superuser


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ada",), "valid email address"),
        (("ada@example.org", "--url", "undertone"), "valid URL"),
        (("ada@example.org",), "UNDERTONE_PUBLIC_URL"),
    ],
)
def test_what_will_not_do_is_refused(arguments: tuple[str, ...], words: str) -> None:
    site = () if len(arguments) > 1 or words.startswith("UNDER") else ("--url", SITE)
    with pytest.raises(CommandError, match=words):
        call_command("user_invite", *arguments, *site)
    assert not User.objects.exists()
