"""What one sets for one's account, in a real browser: tokens for programs, a new password, and room for the person's name."""

from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.accounts.site import PASSWORD, Site, account, faults, fill_in, sign_out
from tests.e2e.conftest import Watch

pytestmark = pytest.mark.browser


def test_a_token_lets_a_program_in_until_it_is_revoked(site: Site, page: Page, watch: Watch) -> None:
    site.person(page)
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


def test_a_new_password_ends_every_other_session_and_every_token(site: Site, page: Page) -> None:
    email, new = site.person(page), "four loud mountains"
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


def test_the_frame_fits_with_the_person_in_it_in_either_language(site: Site, page: Page) -> None:
    email = site.person(page)
    page.set_viewport_size({"width": 360, "height": 720})
    for language, settings in (("en", "Settings"), ("de", "Einstellungen")):
        page.evaluate("code => localStorage.setItem('undertone.language', code)", language)
        page.goto("/settings")
        expect(page.get_by_role("heading", name=settings, exact=True)).to_be_visible()
        expect(page.get_by_role("button", name=email)).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="127.0.0.1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
