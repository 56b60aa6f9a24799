"""One person with two tabs, and a line that breaks: nothing written is lost, and nothing deleted stays on the screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ENDLESS_SOUND, FINISHED_WITHIN_MS, Watch

pytestmark = pytest.mark.browser

# What Chromium prints of a refusal, and of a line that is broken.
EXPECTED = re.compile(r"status of (404|409) |net::ERR_")


@pytest.fixture
def opened(page: Page, clip: Path) -> Page:
    page.add_init_script(ENDLESS_SOUND)
    page.goto("/")
    page.get_by_label("Files to analyse").set_input_files(clip)
    expect(page.get_by_role("button", name="Why? Segment 1", exact=True)).to_be_visible(timeout=FINISHED_WITHIN_MS)
    return page


def another_tab(page: Page) -> Page:
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("button", name="Why? Segment 1", exact=True)).to_be_visible()
    return other


def begin(page: Page, text: str) -> Locator:
    page.get_by_role("button", name="Correct the text of segment 1", exact=True).click()
    box = page.get_by_role("textbox", name="Text of segment 1")
    box.fill(text)
    return box


def faults(watch: Watch) -> list[str]:
    return [fault for fault in watch.faults if not EXPECTED.search(fault)]


def test_the_later_of_two_corrections_sees_the_earlier_one_and_chooses(opened: Page, watch: Watch) -> None:
    other = another_tab(opened)
    mine = begin(opened, "Mine is better")
    theirs = begin(other, "Theirs was first")
    theirs.press("Control+Enter")
    expect(theirs).to_have_count(0, timeout=FINISHED_WITHIN_MS)
    opened.bring_to_front()
    mine.press("Control+Enter")
    expect(opened.get_by_text("It now says: “Theirs was first”")).to_be_visible()
    expect(mine).to_have_value("Mine is better")
    opened.get_by_role("button", name="Replace it with mine").click()
    expect(opened.get_by_role("group", name="Words of segment 1")).to_contain_text(
        "Mine is better", timeout=FINISHED_WITHIN_MS
    )
    assert faults(watch) == []


def test_a_correction_made_without_a_connection_is_sent_when_there_is_one(opened: Page, watch: Watch) -> None:
    opened.context.set_offline(True)
    box = begin(opened, "Written in a tunnel")
    box.press("Control+Enter")
    expect(opened.get_by_text("is sent as soon as Undertone answers again")).to_be_visible()
    expect(box).to_have_value("Written in a tunnel")
    opened.context.set_offline(False)
    expect(opened.get_by_role("group", name="Words of segment 1")).to_contain_text(
        "Written in a tunnel", timeout=FINISHED_WITHIN_MS
    )
    assert faults(watch) == []


def test_what_is_deleted_in_one_tab_falls_silent_in_the_other(opened: Page, watch: Watch) -> None:
    opened.get_by_role("button", name="Play", exact=True).first.click()
    expect(opened.get_by_role("button", name="Pause", exact=True).first).to_be_visible()
    assert opened.evaluate("sounds.map(one => one.paused)").count(False) == 1
    other = another_tab(opened)
    other.get_by_role("button", name="Delete", exact=True).click()
    other.get_by_role("button", name="Delete recording").click()
    other.wait_for_url("**/library")
    expect(opened.get_by_role("heading", level=1, name=re.compile("nothing", re.IGNORECASE))).to_be_visible()
    assert opened.evaluate("sounds.map(one => one.paused)").count(False) == 0
    assert faults(watch) == []
