"""The main job in a real browser: a clip is uploaded, or spoken into the microphone, and ends in a radar."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from recognition.engine.labels import DEFAULT_LABELS
from tests.e2e.conftest import FINISHED_WITHIN_MS, Watch
from tests.running_product import Product

RECORD_MS = 6_000
LOOK_EVERY_S = 30  # LOOK_MS in frontend/src/app/routes/analysis-data.ts

pytestmark = pytest.mark.browser


def test_an_uploaded_clip_ends_in_a_radar(page: Page, watch: Watch, product: Product, clip: Path) -> None:
    page.goto("/")
    with product.worker_held_up():
        page.get_by_label("Files to analyse").set_input_files(clip)
        the_analysis_opens(page)
        it_came_by_the_socket(page, watch, "running")
        asked, since = times_asked(page, watch), time.monotonic()
    the_radar_shows(page)
    it_came_by_the_socket(page, watch, "done")
    looks = (time.monotonic() - since) / LOOK_EVERY_S  # whether it was deleted, nobody tells
    assert times_asked(page, watch) - asked <= 2 + looks, "it was told, and did not ask again and again"
    assert watch.faults == []


def test_a_recorded_voice_ends_in_a_radar(page: Page, watch: Watch) -> None:
    page.goto("/")
    recorder = page.get_by_role("region", name="Recorder")
    recorder.get_by_role("button", name="Record").click()
    expect(recorder.get_by_role("timer")).to_be_visible()
    page.wait_for_timeout(RECORD_MS)
    recorder.get_by_role("button", name="Stop").click()
    recorder.get_by_role("button", name="Use this recording").click()
    the_analysis_opens(page)
    the_radar_shows(page)
    assert watch.faults == []


def test_a_bundled_clip_is_one_click_away(page: Page, watch: Watch) -> None:
    page.goto("/")
    page.get_by_role("region", name="Sample clips").get_by_role("button").last.click()
    the_analysis_opens(page)
    the_radar_shows(page)
    a_long_word_stays_in_its_column(page)
    assert watch.faults == []


def the_analysis_opens(page: Page) -> None:
    """The page goes there by itself; when it does not, what it says instead is the failure."""
    try:
        page.wait_for_url("**/analyses/*")
    except TimeoutError as error:
        pytest.fail(f"{error}\nThe page says:\n{page.inner_text('main')}")


def the_radar_shows(page: Page) -> None:
    """Every emotion of the default model is an axis of the drawing and a row of its table twin."""
    table = page.get_by_role("table", name="Emotion scores")
    expect(table.or_(page.get_by_role("alert"))).to_be_visible(timeout=FINISHED_WITHIN_MS)
    assert page.get_by_role("alert").all_inner_texts() == []
    radar = page.locator("svg[role=img]", has=page.locator("[data-stream]"))
    for label in DEFAULT_LABELS:
        name = label.capitalize()
        expect(radar.get_by_text(name, exact=True)).to_be_visible()
        expect(table.get_by_role("rowheader", name=name)).to_be_visible()
    expect(radar.locator("[data-stream=fused]")).to_have_count(1)
    expect(radar.locator("[data-stream=voice]")).to_have_count(1)


def it_came_by_the_socket(page: Page, watch: Watch, status: str) -> None:
    give_up = time.monotonic() + FINISHED_WITHIN_MS / 1000
    while status not in watch.statuses:
        assert time.monotonic() < give_up, f"the socket only said {watch.statuses}"
        page.wait_for_timeout(200)  # lets the browser's events in


def times_asked(page: Page, watch: Watch) -> int:
    """How often the page has asked how the analysis is."""
    return watch.requests.count(f"GET api/v1/analyses/{page.url.rsplit('/', 1)[1]}/")


def a_long_word_stays_in_its_column(page: Page) -> None:
    """Somebody corrects a text to something without a space."""
    page.get_by_role("button", name="Correct the text of segment 1").click()
    page.get_by_role("textbox", name="Text of segment 1").fill("x" * 300)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Heard as")).to_be_visible(timeout=FINISHED_WITHIN_MS)
    transcript = page.get_by_role("region", name="Transcript")
    assert transcript.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
