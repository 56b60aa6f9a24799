"""A link that one browser makes and another opens: what it shows, and what the site is never told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import ENDLESS_SOUND, FINISHED_WITHIN_MS, window
from tests.running_product import Product

pytestmark = pytest.mark.browser


@pytest.fixture
def dialog(page: Page, clip: Path) -> Page:
    """A finished analysis with the share dialog open."""
    page.goto("/")
    page.get_by_label("Files to analyse").set_input_files(clip)
    expect(page.get_by_role("button", name="Export")).to_be_visible(timeout=FINISHED_WITHIN_MS)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("dialog", name="Share this analysis")).to_be_visible()
    return page


@pytest.fixture
def guest(browser: Browser, product: Product) -> Iterator[Page]:
    """Another browser: nothing of the first one's is in it."""
    with window(browser, product) as guest:
        guest.add_init_script(ENDLESS_SOUND)
        yield guest


def make(page: Page, *, sound: bool = True) -> str:
    """A new link's address, as the dialog shows it."""
    box = page.get_by_role("dialog")
    box.get_by_label("The recording may be played, too").set_checked(sound)
    box.get_by_role("button", name="Make a link").click()
    address: str = box.locator("code").inner_text()
    return address


def test_a_link_is_opened_elsewhere_and_its_secret_is_told_to_nobody(dialog: Page, guest: Page) -> None:
    address = make(dialog)
    secret = address.partition("#")[2]
    assert_accessible(dialog)
    sent: list[Request] = []
    guest.on("request", lambda request: sent.append(request))
    guest.goto(address)
    expect(guest.get_by_role("region", name="Emotion radar")).to_be_visible()
    guest.get_by_role("button", name="Play", exact=True).click()
    expect(guest.get_by_role("button", name="Pause")).to_be_visible()
    for request in sent:
        assert secret not in request.url.partition("#")[0]
        assert secret not in str(request.all_headers().get("referer", ""))
    asked = {request.url.partition("/api/v1/")[2] for request in sent if "/api/v1/" in request.url}
    assert all(path.startswith(("shared/", "session/")) for path in asked), asked
    assert guest.context.cookies() == [cookie for cookie in guest.context.cookies() if secret not in cookie["value"]]
    [cookie] = [cookie for cookie in guest.context.cookies() if cookie["name"].startswith("undertone_shared")]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert_accessible(guest)


def test_a_chosen_segment_and_a_reload_keep_the_link_until_it_is_taken_back(dialog: Page, guest: Page) -> None:
    address = make(dialog)
    guest.goto(address)
    guest.get_by_role("button", name="on the radar").first.click()
    expect(guest).to_have_url(address.replace("/shared#", "/shared?segment=1#"))
    guest.reload()
    expect(guest.get_by_role("region", name="Emotion radar")).to_contain_text("Segment 1")
    for name in ("Delete", "Analyse again", "Share", "Rename"):
        expect(guest.get_by_role("button", name=name)).to_have_count(0)
    it_writes_files(guest)
    dialog.get_by_role("button", name="Take back").first.click()
    expect(dialog.get_by_text("opens nothing any more")).to_be_visible()
    guest.reload()
    expect(guest.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    assert_accessible(guest)


def it_writes_files(guest: Page) -> None:
    guest.get_by_role("button", name="Export").click()
    with guest.expect_download() as download:
        guest.get_by_role("menuitem", name="CSV").first.click()
    assert "start_s" in Path(download.value.path()).read_text()


def test_without_the_sound_nothing_can_be_heard(dialog: Page, guest: Page) -> None:
    heard: list[str] = []
    guest.on("request", lambda request: heard.append(request.url) if "/media/" in request.url else None)
    guest.goto(make(dialog, sound=False))
    expect(guest.get_by_text("shared without the sound")).to_be_visible()
    expect(guest.get_by_role("region", name="Emotion radar")).to_be_visible()
    expect(guest.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    assert heard == []
