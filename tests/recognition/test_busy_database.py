"""A database that is not to be had: 503 and another try, whoever asks and however."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.admin import AdminSite
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, ProgrammingError
from psycopg_pool import PoolTimeout
from pytest_django import Settings
from structlog.testing import capture_logs

from recognition.database_errors import refusal_of
from recognition.refusals import REFUSED
from tests.recognition.browser import Browser, person
from tests.recognition.tab import Tab

pytestmark = pytest.mark.django_db(transaction=True)

TRY_AGAIN_LATER = 1013


def locked(*_arguments: Any) -> Any:
    raise OperationalError("database is locked")


@pytest.fixture
def browser(settings: Settings) -> Browser:
    """One that has signed in, before the database went."""
    settings.UNDERTONE_ACCOUNTS = "required"
    person("ada@example.org")
    browser = Browser(raise_request_exception=False)
    browser.sign_in("ada@example.org")
    return browser


@pytest.fixture
def sessions_locked(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SessionStore, "_get_session_from_db", locked)


@pytest.fixture
def saving_locked(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session can be begun; what is kept in it is saved after the view, where no view's own answer helps."""
    plain = SessionStore.save

    def save(store: SessionStore, must_create: bool = False) -> None:
        if not must_create:
            locked()
        plain(store, must_create)

    monkeypatch.setattr(SessionStore, "save", save)


@contextmanager
def told_to_try_again() -> Iterator[list[Any]]:
    """For the answers that are put in: one warning in the log each, counted, and no traceback."""
    answers: list[Any] = []
    before = REFUSED.labels(code="busy")._value.get()
    with capture_logs() as lines:
        yield answers
    for answer in answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "2")
        assert json.loads(answer.content)["errors"][0]["code"] == "busy"
    assert REFUSED.labels(code="busy")._value.get() == before + len(answers)
    assert [(line["event"], line["log_level"]) for line in lines if line["log_level"] != "info"] == [
        ("database_not_to_be_had", "warning")
    ] * len(answers)


@pytest.mark.parametrize("path", ["/api/v1/recordings/", "/api/v1/auth/browser/v1/auth/session", "/admin/"])
def test_a_browser_whose_session_cannot_be_looked_up_is_told_to_try_again(
    browser: Browser, sessions_locked: None, path: str
) -> None:
    with told_to_try_again() as answers:
        answers.append(browser.get(path))


def test_who_cannot_be_signed_in_is_told_to_try_again(browser: Browser, saving_locked: None) -> None:
    with told_to_try_again() as answers:
        answers.append(Browser(raise_request_exception=False).sign_in("ada@example.org"))


@pytest.mark.parametrize(
    ("path", "kind"), [("/admin/", "text/html"), ("/api/v1/auth/browser/v1/config", "application/json")]
)
def test_a_defect_outside_the_api_s_views_is_an_error_and_in_the_log(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    def broken(*_arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("recognition.accounts.door.accounts_required", broken)
    monkeypatch.setattr(AdminSite, "has_permission", broken)
    with capture_logs() as lines:
        answer = browser.get(path)
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (500, kind)
    assert "error" in {line["log_level"] for line in lines}


async def test_a_socket_that_cannot_be_opened_is_to_come_again(browser: Browser, sessions_locked: None) -> None:
    tab = Tab(cookie=f"sessionid={browser.cookies['sessionid'].value}")
    answer = await tab.connect()
    assert (answer["type"], answer["code"]) == ("websocket.close", TRY_AGAIN_LATER)


def test_the_page_itself_is_there_without_it(browser: Browser, sessions_locked: None) -> None:
    assert browser.get("/healthz").status_code == 200


def code(error: Exception) -> str:
    refusal = refusal_of(error)
    assert refusal is not None
    return refusal[0]


def test_no_connection_is_busy_and_a_lost_one_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.database_errors.connection.vendor", "postgresql")
    waited = OperationalError("couldn't get a connection after 5.00 sec")
    waited.__cause__ = PoolTimeout()
    assert code(waited) == "busy"
    assert code(OperationalError("server closed the connection")) == "unavailable"
    assert code(InterfaceError("connection already closed")) == "unavailable"


@pytest.mark.parametrize("error", [ProgrammingError("no such column"), OperationalError("no such table"), OSError()])
def test_a_defect_is_no_excuse(error: Exception) -> None:
    assert refusal_of(error) is None
