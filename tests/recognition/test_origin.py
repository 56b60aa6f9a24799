"""No other web page may drive a local installation."""

import pytest
from django.test import Client

from recognition.origin import is_same_origin

OWN = {"Host": "127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("http://localhost", "localhost:80", True),
        ("https://undertone.example", "undertone.example", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://127.0.0.1:3000", "127.0.0.1:8000", False),
        ("http://localhost:8000", "127.0.0.1:8000", False),
        ("http://evil.example", "127.0.0.1:8000", False),
        ("http://127.0.0.1.evil.example:8000", "127.0.0.1:8000", False),
        ("null", "127.0.0.1:8000", False),
        ("", "127.0.0.1:8000", False),
        ("file://", "127.0.0.1:8000", False),
        ("http://127.0.0.1:99999", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000", "", False),
    ],
)
def test_same_origin_is_same_host_and_port(origin: str, host: str, same: bool) -> None:
    assert is_same_origin(origin, host) is same


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "http://evil.example/page"},
    ],
)
def test_a_foreign_page_can_change_nothing(headers: dict[str, str]) -> None:
    answer = Client().post("/api/v1/recordings/", headers=OWN | headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_foreign_page_can_read_nothing(headers: dict[str, str]) -> None:
    assert Client().get("/healthz", headers=OWN | headers).status_code == 403


def test_a_link_from_elsewhere_opens_the_page_but_not_the_api() -> None:
    link = OWN | {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert Client().get("/healthz", headers=link).status_code == 200
    assert Client().get("/api/v1/engines/", headers=link).status_code == 403


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://127.0.0.1:8000"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
def test_our_page_and_programs_pass(headers: dict[str, str]) -> None:
    assert Client().get("/healthz", headers=OWN | headers).status_code == 200


def test_a_rebound_name_is_refused() -> None:
    rebound = {"Host": "evil.example:8000", "Origin": "http://evil.example:8000"}
    for path in ("/", "/healthz", "/api/v1/engines/"):
        answer = Client().get(path, headers=rebound)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown_host")
