"""The recorder in a real browser: what was spoken is not lost, and every obstacle is explained."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, Playwright, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import Watch, at_least, chromium, window
from tests.running_product import Product

pytestmark = pytest.mark.browser

DENIED = ("--use-fake-ui-for-media-stream=deny", "--use-fake-device-for-media-stream")
LIVE_WITHIN_MS = (
    400_000  # two processes load the models with the first who speaks: half a minute, or minutes where all is busy
)
NO_DEVICE = ("--use-fake-ui-for-media-stream",)
A_WHILE = "() => new Promise(done => setTimeout(done, 1100))"  # by the page's own timers: they keep their order


@pytest.fixture
def recorder(page: Page) -> Locator:
    page.goto("/")
    return page.get_by_role("region", name="Recorder")


def record(recorder: Locator, seconds: int) -> None:
    recorder.get_by_role("button", name="Record").click()
    expect(recorder.get_by_role("timer")).to_have_text(at_least(seconds))


def seconds_of(text: str) -> int:
    """The first time in a text, as the recorder shows it."""
    minutes, seconds = re.findall(r"(\d+):(\d\d)", text)[0]
    return int(minutes) * 60 + int(seconds)


def unsent(page: Page) -> Locator:
    return page.get_by_role("region", name="Recordings not sent")


def test_a_recording_is_paused_listened_to_named_and_sent(page: Page, watch: Watch, recorder: Locator) -> None:
    assert_accessible(page)
    record(recorder, 2)
    level = recorder.get_by_role("meter", name="Microphone level")
    expect(level).not_to_have_attribute("aria-valuenow", "0")
    recorder.get_by_role("button", name="Pause").click()
    expect(recorder.get_by_role("button", name="Resume")).to_be_visible()
    expect(level).to_have_attribute("aria-valuenow", "0")
    page.evaluate(A_WHILE)  # the timer, which looks at the watch five times a second, shows where it stopped
    reached = recorder.get_by_role("timer").inner_text()
    assert_accessible(page)
    page.evaluate(A_WHILE)
    assert recorder.get_by_role("timer").inner_text() == reached
    recorder.get_by_role("button", name="Resume").click()
    expect(recorder.get_by_role("timer")).to_have_text(at_least(seconds_of(reached) + 2))
    recorder.get_by_role("button", name="Stop").click()
    recorder.get_by_role("button", name="Play", exact=True).click()
    expect(recorder.get_by_role("slider", name="Position")).not_to_have_value("0")
    assert_accessible(page)
    recorder.get_by_role("textbox", name="Title").fill("Spoken, paused and sent")
    recorder.get_by_role("button", name="Use this recording").click()
    page.wait_for_url("**/analyses/*")
    expect(page.get_by_text("Spoken, paused and sent").first).to_be_visible()
    assert watch.faults == []


def test_a_reload_in_the_middle_loses_at_most_the_last_seconds(page: Page, watch: Watch, recorder: Locator) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    record(recorder, 5)
    reached = seconds_of(recorder.get_by_role("timer").inner_text())
    page.reload()
    assert asked == ["beforeunload"]
    expect(unsent(page)).to_contain_text(re.compile(r"A recording of 0:\d\d was not sent\."))
    assert seconds_of(unsent(page).inner_text()) >= reached - 2
    assert_accessible(page)
    unsent(page).get_by_role("button", name="Listen").click()
    unsent(page).get_by_role("button", name="Play", exact=True).click()
    expect(unsent(page).get_by_role("slider", name="Position")).not_to_have_value("0")
    unsent(page).get_by_role("button", name="Use this recording").click()
    page.wait_for_url("**/analyses/*")
    page.goto("/")
    expect(page.get_by_role("region", name="Recorder")).to_be_visible()
    expect(unsent(page)).to_have_count(0)
    assert watch.faults == []


def test_a_recording_left_behind_is_offered_in_another_tab_only_when_its_own_is_closed(
    page: Page, recorder: Locator
) -> None:
    record(recorder, 2)
    other = page.context.new_page()
    other.goto("/")
    expect(other.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(unsent(other)).to_have_count(0)
    page.close()
    other.reload()
    expect(unsent(other)).to_be_visible()


def test_another_page_is_opened_only_when_the_person_agrees(page: Page, recorder: Locator) -> None:
    record(recorder, 2)
    page.get_by_role("link", name="Library").click()
    page.get_by_role("button", name="Keep recording").click()
    expect(recorder.get_by_role("timer")).to_be_visible()
    page.get_by_role("link", name="Library").click()
    page.get_by_role("button", name="End and leave").click()
    page.wait_for_url("**/library*")
    page.get_by_role("link", name="New", exact=True).click()
    expect(unsent(page)).to_be_visible()


def test_an_unplugged_microphone_keeps_what_was_recorded(page: Page) -> None:
    page.add_init_script(
        """const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
        navigator.mediaDevices.getUserMedia = async (wish) => (window.opened = await ask(wish))"""
    )
    page.goto("/")
    recorder = page.get_by_role("region", name="Recorder")
    record(recorder, 2)
    page.evaluate("for (const one of opened.getTracks()) { one.stop(); one.dispatchEvent(new Event('ended')) }")
    expect(recorder.get_by_role("alert")).to_contain_text("The microphone was unplugged")
    recorder.get_by_role("button", name="Use this recording").click()
    page.wait_for_url("**/analyses/*")


def test_quick_presses_make_one_recording_and_a_discarded_one_is_gone_for_good(
    page: Page, watch: Watch, recorder: Locator
) -> None:
    recorder.get_by_role("button", name="Record").dblclick()
    expect(recorder.get_by_role("timer")).to_be_visible()
    pause = recorder.get_by_role("button", name=re.compile("Pause|Resume"))
    for _ in range(7):
        pause.click()
    recorder.get_by_role("button", name="Stop").dblclick()
    expect(recorder.get_by_role("group", name="Your recording")).to_be_visible()
    recorder.get_by_role("button", name="Discard").click()
    dialog = page.get_by_role("alertdialog")
    assert_accessible(page)
    dialog.get_by_role("button", name="Discard").click()
    expect(recorder.get_by_role("button", name="Record")).to_be_focused()
    page.reload()
    expect(recorder.get_by_role("button", name="Record")).to_be_visible()
    expect(unsent(page)).to_have_count(0)
    assert watch.faults == []


@pytest.fixture
def bare_page(
    request: pytest.FixtureRequest, playwright: Playwright, product: Product, microphone: Path
) -> Iterator[Page]:
    """A browser whose microphone is as the parameter says."""
    with chromium(playwright, microphone=microphone, device=request.param) as other, window(other, product) as page:
        yield page


@pytest.mark.parametrize(
    ("bare_page", "words"),
    [(DENIED, "not allowed to use the microphone"), (NO_DEVICE, "No microphone was found")],
    indirect=["bare_page"],
    ids=["denied", "missing"],
)
def test_without_a_microphone_it_is_said_what_to_do(bare_page: Page, words: str) -> None:
    bare_page.goto("/")
    recorder = bare_page.get_by_role("region", name="Recorder")
    recorder.get_by_role("button", name="Record").click()
    expect(recorder.get_by_role("alert")).to_contain_text(words)
    expect(recorder.get_by_role("button", name="Record")).to_be_enabled()
    assert_accessible(bare_page)


@pytest.mark.timeout(900)
def test_what_is_spoken_live_is_read_meanwhile_and_its_analysis_opened(
    page: Page, watch: Watch, recorder: Locator
) -> None:
    recorder.get_by_role("button", name="Live", exact=True).click()
    radar = recorder.get_by_role("img", name=re.compile("Reads as"))
    expect(radar).to_be_visible(timeout=LIVE_WITHIN_MS)
    shape = radar.locator("[data-stream=fused] > polygon").last
    drawn = shape.get_attribute("points") or ""
    expect(shape).not_to_have_attribute("points", drawn, timeout=LIVE_WITHIN_MS)
    words = recorder.get_by_role("region", name="What was heard")
    expect(words).to_contain_text(re.compile("happy|game|friends|wonderful|city"), timeout=LIVE_WITHIN_MS)
    assert_accessible(page)
    recorder.get_by_role("button", name="Stop").click()
    page.wait_for_url("**/analyses/*", timeout=LIVE_WITHIN_MS)
    page.goto("/")
    expect(page.get_by_role("region", name="Recorder")).to_be_visible()
    expect(unsent(page)).to_have_count(0)  # the browser's own copy is not needed any more
    assert watch.faults == []
