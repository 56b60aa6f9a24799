"""The product where people sign in: visitors, the mail that came to them, and what they do at the door."""

import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

from playwright.sync_api import APIResponse, Browser, Locator, Page, expect

from tests.e2e.conftest import PATIENCE_MS, Watch, window
from tests.running_product import Product

PASSWORD = "three quiet rivers"
AUTH = "/api/v1/auth/browser/v1/auth"

# A page that asks who is there is told “nobody”, and Chromium prints that as an error, as it does for “no second step yet”.
EXPECTED = re.compile(r"status of (401|404) .*/api/v1/")


@dataclass(frozen=True)
class Site:
    """The product where people sign in, and the mail that it has sent."""

    product: Product
    mail: Path
    browser: Browser

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.product.port}"

    def visitor(self) -> AbstractContextManager[Page]:
        return window(self.browser, self.product, permissions=["clipboard-read", "clipboard-write"])

    def link(self, address: str, kind: str) -> str:
        """The newest link of that kind in the mails to the address."""
        give_up = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < give_up:
            for text in self._texts(address):
                if found := re.search(rf"/sign-in/{kind}/\S+", text):
                    return found.group()
            time.sleep(0.2)
        raise AssertionError(f"no mail with a link to {kind} came to {address}")

    def _texts(self, address: str) -> Iterator[str]:
        for file in sorted(self.mail.glob("*"), key=lambda one: one.stat().st_mtime_ns, reverse=True):
            for part in reversed(re.split(rb"(?m)^-{70,}\n", file.read_bytes())):
                message = message_from_bytes(part, policy=default)
                if address in str(message["To"]):
                    yield message.get_content()

    def person(self, page: Page) -> str:
        """The address of somebody new who is signed in. How one gets there by hand, test_the_door.py shows."""
        email = somebody()
        page.request.get("/api/v1/session/")
        self._send(page, "signup", {"email": email, "password": PASSWORD})
        key = unquote(self.link(email, "verify").rpartition("/")[2])
        self._send(page, "email/verify", {"key": key})
        answer = self._send(page, "login", {"email": email, "password": PASSWORD})
        assert answer.ok, answer.text()
        page.goto("/")
        expect(account(page, email)).to_be_visible()
        return email

    def _send(self, page: Page, path: str, body: dict[str, str]) -> APIResponse:
        cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        headers = {"X-CSRFToken": cookies["csrftoken"], "Origin": self.home}
        return page.request.post(f"{AUTH}/{path}", data=body, headers=headers)


def faults(watch: Watch) -> list[str]:
    return [fault for fault in watch.faults if not EXPECTED.search(fault)]


def somebody() -> str:
    return f"{uuid4().hex[:10]}@example.org"


def sign_up(site: Site, page: Page, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    page.goto(site.link(email, "verify"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()
    page.get_by_role("link", name="To the sign-in").click()
    fill_in(page, email)
    expect(account(page, email)).to_be_visible()


def account(page: Page, email: str) -> Locator:
    return page.get_by_role("button", name=f"Account: {email}")


def fill_in(page: Page | Locator, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, email: str) -> None:
    account(page, email).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
