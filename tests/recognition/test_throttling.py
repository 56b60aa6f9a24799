"""How often anybody may ask."""

from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisGone
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from tests.recognition.conftest import Upload

LIMITS, OPEN = "/api/v1/limits/", "/api/v1/shared/open/"
Clients = dict[str, APIClient]


@pytest.fixture(autouse=True)
def few(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    settings.UNDERTONE_REQUESTS_PER_MINUTE = {"user": 3, "anonymous": 2, "upload": 1, "open": 2}
    monkeypatch.setattr("recognition.throttling.time.time", lambda: 1_000_000_000.0)  # within one minute of the clock


def statuses(client: APIClient, times: int, **headers: str) -> list[int]:
    return [client.get(LIMITS, headers=headers).status_code for _ in range(times)]


def opened(times: int, **headers: str) -> list[int]:
    return [APIClient().post(OPEN, {"secret": "guess"}, headers=headers).status_code for _ in range(times)]


def test_a_user_is_counted_wherever_they_ask_from(accounts: Clients) -> None:
    assert statuses(accounts["ada"], 4) == [200, 200, 200, 429]
    assert statuses(accounts["bob"], 1) == [200]


def test_the_refusal_says_when_to_come_back(accounts: Clients) -> None:
    answer: Any = [accounts["ada"].get(LIMITS) for _ in range(4)][-1]
    [error] = answer.json()["errors"]
    assert (error["code"], answer.headers["Retry-After"]) == ("throttled", "20")
    assert "20 seconds" in error["detail"]


def test_the_next_minute_is_counted_anew(accounts: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses(accounts["ada"], 4)
    monkeypatch.setattr("recognition.throttling.time.time", lambda: 1_000_000_020.0)
    assert statuses(accounts["ada"], 1) == [200]


def test_uploads_are_counted_besides(accounts: Clients, upload: Upload) -> None:
    assert [upload(by=accounts["ada"]).status_code for _ in range(2)] == [201, 429]
    assert accounts["ada"].get("/api/v1/recordings/").status_code == 200, "reading is not uploading"


def test_without_limits_nothing_is_counted(client: APIClient, db: None, settings: Settings) -> None:
    settings.UNDERTONE_REQUESTS_PER_MINUTE = dict.fromkeys(settings.UNDERTONE_REQUESTS_PER_MINUTE)
    assert set(statuses(client, 10)) == {200}


def test_links_are_opened_only_so_often_from_one_address(db: None) -> None:
    assert opened(3) == [404, 404, 429]


def test_an_address_of_the_client_s_own_telling_is_not_believed(db: None) -> None:
    assert [opened(1, **{"X-Forwarded-For": f"10.0.0.{number}"})[0] for number in range(3)] == [404, 404, 429]


def test_behind_a_proxy_that_is_known_the_client_is_whom_it_names(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_settings, "NUM_PROXIES", 1)
    assert opened(3, **{"X-Forwarded-For": "6.6.6.6, 10.0.0.1"}) == [404, 404, 429]
    # The first entry is the client's own invention; the last is what the proxy saw.
    assert opened(1, **{"X-Forwarded-For": "7.7.7.7, 10.0.0.1"}) == [429]
    assert opened(1, **{"X-Forwarded-For": "6.6.6.6, 10.0.0.2"}) == [404]


def test_without_the_cache_nobody_is_kept_from_working(accounts: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_arguments: Any, **_named: Any) -> None:
        raise RedisGone("connection refused")

    monkeypatch.setattr("recognition.throttling.cache.add", gone)
    assert set(statuses(accounts["ada"], 5)) == {200}
