"""What whoever runs the server does for those who have an account."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from recognition.accounts.models import ApiToken
from tests.recognition.browser import PASSWORD, Browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\nanother line\n"))


def test_the_first_user_is_made_by_command_and_signs_in(say: None) -> None:
    call_command("user_create", "Ada@Example.org", "--admin")
    browser = Browser()
    assert browser.sign_in("ada@example.org").status_code == 200
    assert browser.get("/admin/").status_code == 200


def test_others_do_not_run_the_server(say: None) -> None:
    call_command("user_create", "bob@example.org")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.email) == (False, False, "bob@example.org")


@pytest.mark.parametrize(
    ("email", "words"), [("ada@example.org", "Somebody has an account"), ("ada", "valid email address")]
)
def test_an_address_that_will_not_do_is_refused(say: None, email: str, words: str) -> None:
    person("ada@example.org")
    with pytest.raises(CommandError, match=words):
        call_command("user_create", email)
    assert User.objects.count() == 1


def test_an_easy_password_is_refused_here_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("password\n"))
    with pytest.raises(CommandError, match="too common"):
        call_command("user_create", "ada@example.org")
    assert not User.objects.exists()


def test_a_new_password_ends_sessions_and_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = person("ada@example.org")
    browser = Browser()
    browser.sign_in("ada@example.org")
    ApiToken.objects.create(user=ada, expiry=None, name="laptop")
    monkeypatch.setattr("sys.stdin", io.StringIO("entirely other words\n"))
    call_command("user_password", "ada@example.org")
    assert browser.user() is None
    assert not ApiToken.objects.exists()
    assert Browser().sign_in("ada@example.org", "entirely other words").status_code == 200


def test_nobody_gets_no_password(say: None) -> None:
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("user_password", "eve@example.org")
