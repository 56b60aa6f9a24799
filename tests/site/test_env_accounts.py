"""What the environment may say about accounts."""

import pytest

from emotion_site.settings.env import BadEnvironmentError, IdentityProvider, read

MAIL = {"UNDERTONE_EMAIL_URL": "smtp+tls://me:secret@mail.example.org:587", "UNDERTONE_EMAIL_FROM": "me@example.org"}
PROVIDER = {
    "UNDERTONE_OIDC_URL": "https://id.example.org/realms/school/",
    "UNDERTONE_OIDC_CLIENT_ID": "undertone",
    "UNDERTONE_OIDC_CLIENT_SECRET": "secret",
}


def test_nothing_has_to_be_set() -> None:
    found = read({})
    assert (found.sign_up, found.public_url, found.proxies) == ("closed", None, 0)
    assert (found.email_url, found.email_from, found.oidc) == (None, None, None)


def test_all_of_it_may_be() -> None:
    found = read(
        {**MAIL, **PROVIDER, "UNDERTONE_SIGN_UP": "open", "UNDERTONE_PUBLIC_URL": "https://undertone.example.org/"}
    )
    assert (found.sign_up, found.public_url) == ("open", "https://undertone.example.org")
    provider = IdentityProvider("https://id.example.org/realms/school", "undertone", "secret", "Single sign-on")
    assert found.oidc == provider
    assert read({"UNDERTONE_PROXIES": "0"}).proxies == 0


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"UNDERTONE_SIGN_UP": "yes"}, "Allowed: closed, open, provider"),
        ({"UNDERTONE_SIGN_UP": "open"}, "needs UNDERTONE_EMAIL_URL"),
        ({"UNDERTONE_SIGN_UP": "provider"}, "needs UNDERTONE_OIDC_URL"),
        ({"UNDERTONE_EMAIL_URL": "mail.example.org"}, "UNDERTONE_EMAIL_URL is no usable address"),
        ({"UNDERTONE_EMAIL_URL": "smtp://mail.example.org"}, "UNDERTONE_EMAIL_FROM is not set"),
        ({**MAIL, "UNDERTONE_EMAIL_FROM": "me"}, "Allowed: an e-mail address"),
        ({"UNDERTONE_PUBLIC_URL": "undertone.example.org"}, "Allowed: https://host"),
        ({"UNDERTONE_PUBLIC_URL": "https://undertone.example.org/below"}, "Allowed: https://host"),
        ({"UNDERTONE_PROXIES": "-1"}, "Allowed: a whole number from 0 up"),
        ({"UNDERTONE_OIDC_URL": "https://id.example.org"}, "UNDERTONE_OIDC_CLIENT_ID is not set"),
        ({**PROVIDER, "UNDERTONE_OIDC_CLIENT_SECRET": ""}, "UNDERTONE_OIDC_CLIENT_SECRET is not set"),
        ({**PROVIDER, "UNDERTONE_OIDC_URL": "ftp://id.example.org"}, "Allowed: https://host/path"),
    ],
)
def test_what_cannot_be_used_stops_the_start_with_its_name(variables: dict[str, str], words: str) -> None:
    with pytest.raises(BadEnvironmentError, match=words):
        read(variables)


def test_a_mail_server_s_password_is_not_repeated() -> None:
    with pytest.raises(BadEnvironmentError) as refused:
        read({"UNDERTONE_EMAIL_URL": "imap://me:secret@mail.example.org"})
    assert "secret" not in str(refused.value)
