"""Sessions in a real browser: one that ends while somebody works, and the next person at the same browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.accounts.site import PASSWORD, Site, account, faults, fill_in, sign_out
from tests.e2e.conftest import FINISHED_WITHIN_MS, Watch

pytestmark = pytest.mark.browser


def test_a_session_that_ends_while_one_works_loses_nothing(
    site: Site, page: Page, watch: Watch, recording: Path
) -> None:
    email = site.person(page)
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
    expect(page.get_by_role("table", name="Emotion scores")).to_be_visible(timeout=FINISHED_WITHIN_MS)
    assert faults(watch) == []


def end_all_sessions(site: Site, email: str) -> None:
    """From a browser elsewhere: whoever is signed in anywhere is so no longer."""
    with site.visitor() as elsewhere:
        elsewhere.goto("/sign-in")
        fill_in(elsewhere, email)
        expect(account(elsewhere, email)).to_be_visible()
        elsewhere.goto("/settings")
        elsewhere.get_by_role("button", name="Sign out everywhere else").click()
        elsewhere.get_by_role("alertdialog").get_by_role("button", name="Sign out everywhere else").click()
        expect(elsewhere.get_by_text("Signed out there.")).to_be_visible()


def test_the_next_person_at_the_browser_sees_nothing_of_the_last(site: Site, page: Page, recording: Path) -> None:
    with site.visitor() as other:
        second = site.person(other)
    first = site.person(page)
    send(page, recording)
    expect(page.get_by_role("table", name="Emotion scores")).to_be_visible(timeout=FINISHED_WITHIN_MS)
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


def send(page: Page, file: Path) -> None:
    page.get_by_label("Files to analyse").set_input_files(file)


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
