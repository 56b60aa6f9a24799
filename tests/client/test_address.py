"""A token goes nowhere that others could read it, unless that was said."""

import pytest

from recognition.client.address import address_read, token_check
from recognition.client.errors import RemoteError


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://undertone.example", "https://undertone.example"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("https://example.org/speech/", "https://example.org/speech"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_read(typed: str, read: str) -> None:
    assert str(address_read(typed)) == read


@pytest.mark.parametrize(
    "typed", ["", "undertone.example", "ftp://x", "http://", "http://x:port", "https://ada:pw@x", "https://x/?a=b"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(RemoteError) as refused:
        address_read(typed)
    assert refused.value.code == "bad_address"


@pytest.mark.parametrize(
    "server", ["https://undertone.example", "http://localhost:8000", "http://127.0.0.2", "http://[::1]:8000"]
)
def test_a_token_may_go_where_nobody_reads_along(server: str) -> None:
    assert token_check(" abc\n", address_read(server), plain_http=False) == "abc"


@pytest.mark.parametrize("server", ["http://undertone.example", "http://localhost.example", "http://10.0.0.7"])
def test_elsewhere_it_has_to_be_said(server: str) -> None:
    address = address_read(server)
    with pytest.raises(RemoteError, match="--plain-http") as refused:
        token_check("abc", address, plain_http=False)
    assert refused.value.code == "insecure"
    assert "abc" not in refused.value.message
    assert token_check("abc", address, plain_http=True) == "abc"


@pytest.mark.parametrize("token", ["", "  ", "two words", "new\nline", "tökn", "a\x00b"])
def test_what_is_no_token_is_not_sent(token: str) -> None:
    with pytest.raises(RemoteError) as refused:
        token_check(token, address_read("https://x"), plain_http=False)
    assert refused.value.code == "bad_token"
