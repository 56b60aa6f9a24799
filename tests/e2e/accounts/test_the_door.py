"""Coming in, in a real browser: an account by the link in a mail, a forgotten password, and what the door tells nobody."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.accounts.site import PASSWORD, Site, account, faults, fill_in, sign_out, sign_up, somebody
from tests.e2e.conftest import Watch

pytestmark = pytest.mark.browser


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
    email = site.person(page)
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
    expect(page.get_by_role("heading", name="Check your mail")).to_be_focused()


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(site: Site, page: Page, watch: Watch) -> None:
    email, new = site.person(page), "four loud mountains"
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


@pytest.mark.parametrize("width", [360, 390, 1024])
def test_the_door_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    for address in ("/sign-in", "/sign-up", "/sign-in/forgot", "/sign-in/verify/x"):
        page.goto(address)
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
