"""A database that is not to be had: 503 and another try, whoever asks and however."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
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
def browser(settings: Settings) -> Iterator[Browser]:
    """One that has signed in, before the database went."""
    settings.UNDERTONE_ACCOUNTS = "required"
    person("ada@example.org")
    browser = Browser()
    browser.sign_in("ada@example.org")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionStore, "_get_session_from_db", locked)
        yield browser


@pytest.mark.parametrize("path", ["recordings/", "auth/browser/v1/auth/session"])
def test_a_browser_whose_session_cannot_be_looked_up_is_told_to_try_again(browser: Browser, path: str) -> None:
    before = REFUSED.labels(code="busy")._value.get()
    with capture_logs() as lines:
        answer = browser.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert json.loads(answer.content)["errors"][0]["code"] == "busy"
    assert REFUSED.labels(code="busy")._value.get() == before + 1
    assert [(line["event"], line["log_level"]) for line in lines if line["log_level"] != "info"] == [
        ("database_not_to_be_had", "warning")
    ]


async def test_a_socket_that_cannot_be_opened_is_to_come_again(browser: Browser) -> None:
    tab = Tab(cookie=f"sessionid={browser.cookies['sessionid'].value}")
    answer = await tab.connect()
    assert (answer["type"], answer["code"]) == ("websocket.close", TRY_AGAIN_LATER)


def test_the_page_itself_is_there_without_it(browser: Browser) -> None:
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
