"""Accounts in a real browser on the real product: coming in, staying in, a session that ends, tokens, the second step."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import PATIENCE_MS, SAMPLES, Watch, chromium
from tests.running_product import Product, running_product

pytestmark = pytest.mark.browser

PASSWORD = "three quiet rivers"
TOTP_PERIOD_S = 30

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

    def visitor(self) -> Page:
        """Somebody at a browser of their own."""
        context = self.browser.new_context(base_url=self.home, permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        return page

    def link(self, address: str, kind: str) -> str:
        """The newest link of that kind in the mails to the address."""
        give_up = time.monotonic() + 20
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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, mail = tmp_path_factory.mktemp("accounts"), tmp_path_factory.mktemp("mail")
    silence = folder / "microphone.wav"
    variables = {
        "UNDERTONE_ACCOUNTS": "required",
        "UNDERTONE_SECRET_KEY": "only-for-these-tests-" + uuid4().hex,
        "UNDERTONE_SIGN_UP": "open",
        "UNDERTONE_EMAIL_URL": f"filemail:///{mail}",
        "UNDERTONE_EMAIL_FROM": "undertone@example.org",
    }
    with running_product(folder, **variables) as product, chromium(microphone=silence) as browser:
        yield Site(product, mail, browser)


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    page = site.visitor()
    yield page
    page.context.close()


@pytest.fixture
def watch(page: Page, site: Site) -> Watch:
    return Watch(page, f"{site.home}/")


def faults(watch: Watch) -> list[str]:
    return [fault for fault in watch.faults if not EXPECTED.search(fault)]


def somebody() -> str:
    return f"{uuid4().hex[:10]}@example.org"


def sign_up(site: Site, page: Page, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
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


def end_all_sessions(site: Site, email: str) -> None:
    """From a browser elsewhere: whoever is signed in anywhere is so no longer."""
    elsewhere = site.visitor()
    elsewhere.goto("/sign-in")
    fill_in(elsewhere, email)
    expect(account(elsewhere, email)).to_be_visible()
    elsewhere.goto("/settings")
    elsewhere.get_by_role("button", name="Sign out everywhere else").click()
    elsewhere.get_by_role("alertdialog").get_by_role("button", name="Sign out everywhere else").click()
    expect(elsewhere.get_by_text("Signed out there.")).to_be_visible()
    elsewhere.context.close()


def send(page: Page, file: Path) -> None:
    page.get_by_label("Files to analyse").set_input_files(file)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A bundled clip under a tag of its own (ID3v1): the site has never seen this file."""
    source = sorted(SAMPLES.glob("*.mp3"))[0]
    file = tmp_path / f"talk {uuid4().hex[:8]}.mp3"
    file.write_bytes(source.read_bytes() + b"TAG" + uuid4().bytes * 7 + bytes(13))
    return file


def test_one_makes_an_account_and_comes_in_by_the_link_in_the_mail(site: Site, page: Page, watch: Watch) -> None:
    page.goto("/library")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Flibrary"))
    expect(page.get_by_label("E-mail")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("link", name="New here? Make an account").click()
    expect(page.get_by_role("heading", name="Make an account")).to_be_visible()
    assert_accessible(page)
    email = somebody()
    sign_up(site, page, email)
    sign_out(page, email)
    page.goto("/models?from=here")
    fill_in(page, email)
    expect(page).to_have_url(f"{site.home}/models?from=here")
    assert faults(watch) == []


def test_the_door_tells_nobody_who_has_an_account(site: Site, page: Page) -> None:
    email = somebody()
    sign_up(site, page, email)
    sign_out(page, email)
    for address, password in ((email, "something else"), (somebody(), PASSWORD)):
        page.goto("/sign-in")
        fill_in(page, address, password)
        expect(page.get_by_label("Password", exact=True)).to_have_accessible_description(
            "E-mail and password do not belong together."
        )
        expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.goto("/sign-in/forgot")
    page.get_by_label("E-mail").fill(somebody())
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_focused()


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(site: Site, page: Page, watch: Watch) -> None:
    email, new = somebody(), "four loud mountains"
    sign_up(site, page, email)
    sign_out(page, email)
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("If there is an account")).to_be_visible()
    link = site.link(email, "reset")
    page.goto(link)
    assert_accessible(page)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="The new password is set")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    assert_accessible(page)
    page.goto("/sign-in")
    fill_in(page, email, new)
    expect(account(page, email)).to_be_visible()
    assert [fault for fault in faults(watch) if "status of 400" not in fault] == []


def test_a_session_that_ends_while_one_works_loses_nothing(
    site: Site, page: Page, watch: Watch, recording: Path
) -> None:
    email = somebody()
    sign_up(site, page, email)
    page.get_by_text("Options", exact=False).first.click()
    end_all_sessions(site, email)
    dialog = page.get_by_role("dialog", name="Please sign in again")
    expect(dialog).to_be_visible()  # the site has closed the line
    assert_accessible(page)
    page.evaluate("document.body.style.pointerEvents = ''")
    send(page, recording)  # as one that was on its way
    expect(page.get_by_text("Waits until you are signed in again")).to_be_attached()
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("table", name="Emotion scores")).to_be_visible(timeout=120_000)
    assert faults(watch) == []


def test_the_next_person_at_the_browser_sees_nothing_of_the_last(site: Site, page: Page, recording: Path) -> None:
    first, second = somebody(), somebody()
    other = site.visitor()
    sign_up(site, other, second)
    other.context.close()
    sign_up(site, page, first)
    send(page, recording)
    expect(page.get_by_role("table", name="Emotion scores")).to_be_visible(timeout=120_000)
    address = page.url
    keep_a_recording(page, owner=first)
    page.goto("/")
    expect(unsent(page)).to_be_visible()
    account(page, first).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("button", name="Sign out, keep recordings").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    fill_in(page, second)
    expect(account(page, second)).to_be_visible()
    expect(page.get_by_text(recording.stem)).to_have_count(0)
    expect(unsent(page)).to_have_count(0)
    page.goto(address)
    expect(page.get_by_role("heading", name="There is nothing at this address.")).to_be_visible()
    sign_out(page, second)
    fill_in(page, first)
    expect(unsent(page)).to_be_visible()


def unsent(page: Page) -> Locator:
    return page.get_by_role("region", name="Recordings not sent")


def keep_a_recording(page: Page, owner: str) -> None:
    """As a tab that was closed while recording leaves it behind."""
    page.evaluate(
        """async (email) => {
          const { user } = await (await fetch("/api/v1/session/")).json();
          if (user.email !== email) throw new Error(user.email);
          const db = await new Promise((resolve, reject) => {
            const request = indexedDB.open("undertone-recordings", 1);
            request.onupgradeneeded = () => {
              request.result.createObjectStore("takes", { keyPath: "id" });
              request.result.createObjectStore("pieces");
            };
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
          const writing = db.transaction(["takes", "pieces"], "readwrite");
          const take = { id: "t1", owner: String(user.id), title: "Left", type: "audio/webm", elapsed: 3, pieces: 1 };
          writing.objectStore("takes").put({ ...take, startedAt: Date.now() });
          writing.objectStore("pieces").put(new ArrayBuffer(8), ["t1", 0]);
          await new Promise((resolve) => { writing.oncomplete = resolve; });
          db.close();
        }""",
        owner,
    )


def test_a_token_lets_a_program_in_until_it_is_revoked(site: Site, page: Page, watch: Watch) -> None:
    email = somebody()
    sign_up(site, page, email)
    page.goto("/settings")
    page.get_by_label("Name", exact=True).fill("the night job")
    page.get_by_label("Valid for").select_option("30")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_role("heading", name="Token “the night job”")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Copy the token").click()
    token = page.evaluate("navigator.clipboard.readText()")
    assert asked_with(site, token) == HTTPStatus.OK
    page.get_by_role("button", name="I have copied it").click()
    expect(page.get_by_text(token)).to_have_count(0)
    page.reload()
    tokens = page.get_by_role("list", name="Tokens")
    expect(tokens.get_by_role("listitem")).to_contain_text("Last used")
    page.get_by_role("button", name="Revoke the token “the night job”").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The token “the night job” was revoked.")).to_be_visible()
    assert asked_with(site, token) == HTTPStatus.UNAUTHORIZED
    assert faults(watch) == []


def asked_with(site: Site, token: str) -> int:
    request = Request(f"{site.home}/api/v1/recordings/", headers={"Authorization": f"Bearer {token}"})
    try:
        with urlopen(request) as answer:
            status: int = answer.status
            return status
    except HTTPError as error:
        return error.code


def test_the_second_step_is_set_up_asked_for_and_switched_off(site: Site, page: Page, watch: Watch) -> None:
    email = somebody()
    sign_up(site, page, email)
    page.goto("/settings")
    codes, secret = set_up_second_step(page)
    sign_out(page, email)
    fill_in(page, email)
    field = page.get_by_label("Code", exact=True)
    expect(field).to_be_focused()
    assert_accessible(page)
    field.fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(field).to_have_accessible_description(re.compile("not right"))
    page.get_by_role("button", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    expect(account(page, email)).to_be_visible()
    sign_out(page, email)
    fill_in(page, email)
    page.get_by_label("Code", exact=True).fill(fresh_code(secret))
    page.get_by_role("button", name="Continue").click()
    expect(account(page, email)).to_be_visible()
    page.goto("/settings")
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()
    page.get_by_role("button", name="Switch off").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Switch off").click()
    page.get_by_role("dialog", name="Is it still you?").get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Set up an app")).to_be_visible()
    assert [fault for fault in faults(watch) if "status of 400" not in fault] == []


def set_up_second_step(page: Page) -> tuple[list[str], str]:
    """The recovery codes, and the secret that the app would have read from the QR code."""
    page.get_by_role("button", name="Set up an app").click()
    proof = page.get_by_role("dialog", name="Is it still you?")
    expect(proof).to_be_visible()
    assert_accessible(page)
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    proof.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("img", name="QR code with the secret")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Copy the secret").click()
    secret = page.evaluate("navigator.clipboard.readText()")
    page.get_by_label("Code", exact=True).fill(code_now(secret))
    page.get_by_role("button", name="Switch on").click()
    kept = page.get_by_role("region", name="Recovery codes: keep them now")
    expect(kept).to_be_visible()
    assert_accessible(page)
    codes = kept.get_by_role("listitem").all_inner_texts()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    return codes, secret


def code_now(secret: str) -> str:
    """RFC 6238, as an authenticator app computes it."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // TOTP_PERIOD_S), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def fresh_code(secret: str) -> str:
    """One that has not been used: the site takes each once."""
    used = code_now(secret)
    while (code := code_now(secret)) == used:
        time.sleep(0.5)
    return code


def test_a_new_password_ends_every_other_session_and_every_token(site: Site, page: Page) -> None:
    email, new = somebody(), "four loud mountains"
    sign_up(site, page, email)
    page.goto("/settings")
    page.get_by_label("Name", exact=True).fill("soon gone")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_role("list", name="Tokens")).to_be_visible()
    page.get_by_label("Current password", exact=True).fill("not this")
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("This is not your current password.")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("The password is changed.")).to_be_visible()
    expect(page.get_by_role("list", name="Tokens")).to_have_count(0)
    sign_out(page, email)
    fill_in(page, email, new)
    expect(account(page, email)).to_be_visible()


@pytest.mark.parametrize("width", [360, 390, 1024])
def test_the_door_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    for address in ("/sign-in", "/sign-up", "/sign-in/forgot", "/sign-in/verify/x"):
        page.goto(address)
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_frame_fits_with_the_person_in_it_in_either_language(site: Site, page: Page) -> None:
    email = somebody()
    sign_up(site, page, email)
    page.set_viewport_size({"width": 360, "height": 720})
    for language, settings in (("en", "Settings"), ("de", "Einstellungen")):
        page.evaluate("code => localStorage.setItem('undertone.language', code)", language)
        page.goto("/settings")
        expect(page.get_by_role("heading", name=settings, exact=True)).to_be_visible()
        expect(page.get_by_role("button", name=email)).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="127.0.0.1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
