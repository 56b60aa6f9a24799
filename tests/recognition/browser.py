"""A browser at the accounts' addresses: it keeps cookies, and repeats the CSRF token as the page does."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from recognition.accounts.people import person_create

PASSWORD = "correct horse battery"
AUTH = "/api/v1/auth/browser/v1/"


def person(email: str, **fields: Any) -> User:
    user = person_create(email=email, password=PASSWORD)
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()
    return user


class Browser(Client):
    def __init__(self, **defaults: Any) -> None:
        super().__init__(enforce_csrf_checks=True, **defaults)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """To an address under /api/v1/, with the CSRF token, as JSON."""
        if "csrftoken" not in self.cookies:
            self.get("/api/v1/session/")
        headers = {"X-CSRFToken": self.cookies["csrftoken"].value, **headers}
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return self.generic(method, address, _json(body), content_type="application/json", headers=headers)

    def auth(self, method: str, path: str, body: object = None) -> Any:
        return self.send(method, AUTH + path, body)

    def sign_in(self, email: str, password: str = PASSWORD) -> Any:
        return self.auth("POST", "auth/login", {"email": email, "password": password})

    def user(self) -> Any:
        return self.get("/api/v1/session/").json()["user"]


def _json(body: object) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def link_in_mail(part: str) -> str:
    """What follows `part` in the last mail's link."""
    text = str(mail.outbox[-1].body)
    return text.split(part, 1)[1].split()[0]
