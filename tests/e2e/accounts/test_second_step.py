"""The second step in a real browser: set up with an app, asked for, lost and recovered, switched off."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.accounts.site import PASSWORD, Site, account, faults, fill_in, sign_out
from tests.e2e.conftest import Watch

pytestmark = pytest.mark.browser

TOTP_PERIOD_S = 30


def test_the_second_step_is_set_up_asked_for_and_switched_off(site: Site, page: Page, watch: Watch) -> None:
    email = site.person(page)
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
    page.get_by_label("Code", exact=True).fill(code_now(secret, ahead=1))  # the site takes each code once
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


def code_now(secret: str, *, ahead: int = 0) -> str:
    """RFC 6238, as an authenticator app computes it whose clock is so many periods ahead."""
    key = base64.b32decode(secret.replace(" ", ""))
    counter = int(time.time()) // TOTP_PERIOD_S + ahead
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
