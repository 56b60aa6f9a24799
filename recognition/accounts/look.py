"""What the doctor looks at where accounts are required: people, mail, the address and its TLS, the identity provider."""

from collections.abc import Iterator
from smtplib import SMTPException

import requests
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import get_connection

from recognition.findings import Finding
from recognition.permissions import accounts_required

PROVIDER_TIMEOUT_S = 5.0
WELL_KNOWN = "/.well-known/openid-configuration"


def look() -> Iterator[Finding]:
    if not accounts_required():
        yield Finding("accounts", "ok", "none: whoever reaches this machine's own address is the one user")
        return
    yield _people()
    yield _mail()
    yield _address()
    if settings.UNDERTONE_FORM_TARGETS:
        yield _provider()


def _people() -> Finding:
    active = User.objects.filter(is_active=True).count()
    detail = f"{active} may sign in, sign-up is {settings.UNDERTONE_SIGN_UP}"
    if active or settings.UNDERTONE_SIGN_UP != "closed":
        return Finding("accounts", "ok", detail)
    return Finding("accounts", "warning", detail, "Make the first account: manage.py user_create EMAIL --admin")


def _mail() -> Finding:
    if not settings.UNDERTONE_MAIL:
        advice = "Set UNDERTONE_EMAIL_URL, or set passwords by manage.py user_password EMAIL"
        return Finding("mail", "warning", "none is sent: nobody can replace a forgotten password", advice)
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except (SMTPException, OSError) as error:
        return Finding("mail", "problem", f"the mail server refuses: {error}", "Correct UNDERTONE_EMAIL_URL.")
    return Finding("mail", "ok", f"is sent as {settings.DEFAULT_FROM_EMAIL}")


def _address() -> Finding:
    url = settings.UNDERTONE_PUBLIC_URL
    if url is None and set(settings.ALLOWED_HOSTS) <= {*settings.LOCAL_HOSTS, "web"}:
        return Finding("address", "ok", "this machine's own alone")
    if url is None or not url.startswith("https:"):
        advice = "End TLS in front of it, and set UNDERTONE_PUBLIC_URL=https://…"
        return Finding("address", "warning", "passwords and cookies may travel in the clear", advice)
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0:
        advice = "Set UNDERTONE_PROXIES to how many stand in front of web."
        return Finding("address", "warning", "sign-ins of all people count as those of the proxy's address", advice)
    return Finding("address", "ok", f"{url}, behind {settings.ALLAUTH_TRUSTED_PROXY_COUNT} proxies")


def _provider() -> Finding:
    url = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"]
    try:
        told = requests.get(f"{url}{WELL_KNOWN}", timeout=PROVIDER_TIMEOUT_S)
        told.raise_for_status()
        issuer = told.json()["issuer"]
    except (requests.RequestException, ValueError, KeyError) as error:
        return Finding("identity provider", "problem", f"it does not answer: {error}", "Correct UNDERTONE_OIDC_URL.")
    return Finding("identity provider", "ok", f"{issuer} answers")
