"""What a page tells of how it knows, in a real browser: why a segment reads as it does, and how often a model is right."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.preflight import ROOT
from tests.e2e.conftest import FINISHED_WITHIN_MS, Watch
from tests.running_product import Product

PHONE = {"width": 390, "height": 844}
CARD = ROOT / "recognition" / "engine" / "checkpoints" / "voice-words" / "card.json"

pytestmark = pytest.mark.browser


def test_a_segment_is_explained_on_request(page: Page, watch: Watch, clip: Path) -> None:
    page.goto("/")
    page.get_by_label("Files to analyse").set_input_files(clip)
    page.get_by_role("button", name="Why? Segment 1").click(timeout=FINISHED_WITHIN_MS)
    panel = page.get_by_role("region", name="Why segment 1 reads as")
    picture = panel.get_by_role("img", name="What the voice does for")
    expect(picture).to_be_visible(timeout=FINISHED_WITHIN_MS)
    assert picture.locator("[data-effect]").count() > 0
    expect(page.locator("[data-explained]")).to_have_count(1)
    the_table_has_every_word(page, panel)
    nothing_is_cut_off_on_a_phone(page)
    assert watch.faults == []


def test_a_double_click_on_cancel_asks_once(page: Page, watch: Watch, product: Product, clip: Path) -> None:
    page.goto("/")
    with product.worker_held_up():
        page.get_by_label("Files to analyse").set_input_files(clip)
        page.wait_for_url("**/analyses/*")
        cancel = page.get_by_role("button", name="Cancel analysis")
        cancel.dblclick()
        expect(cancel).to_have_count(0)
    assert sum(request.endswith("/cancel/") for request in watch.requests) == 1
    assert watch.faults == []


def test_a_card_shows_confusion_calibration_and_people(page: Page, watch: Watch) -> None:
    told = json.loads(CARD.read_text())
    page.goto("/models")
    card = page.get_by_role("article", name="voice-words", exact=True)
    if told["metrics"]:
        the_machine_is_measured(card)
    else:
        expect(card.get_by_text("Not measured yet.")).to_be_visible()
    if "crema_d" in told["human_yardstick"]:
        people_stand_beside_it(card)
    nothing_is_cut_off_on_a_phone(page)
    assert watch.faults == []


def the_machine_is_measured(card: Locator) -> None:
    board = card.get_by_role("region", name="How voice-words does")
    expect(board.get_by_role("table", name="Confusion matrix of voice-words")).to_be_visible()
    expect(board.get_by_role("img", name="Reliability diagram of voice-words")).to_be_visible()
    expect(board.get_by_text("emotion evaluate voice-words").first).to_be_visible()


def people_stand_beside_it(card: Locator) -> None:
    people = card.get_by_role("region", name="How people do, beside voice-words")
    people.get_by_role("radio", name="Face").click()
    expect(people.get_by_role("table", name="Confusion matrix of people on CREMA-D, face")).to_be_visible()


def the_table_has_every_word(page: Page, panel: Locator) -> None:
    panel.get_by_text("Every weight as a table").click()
    table = panel.get_by_role("table", name="What speaks for")
    words = page.get_by_role("group", name="Words of segment 1").get_by_role("button").count()
    expect(table.get_by_role("row").filter(has_text="“")).to_have_count(words)


def nothing_is_cut_off_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a TypedDict of just these two
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
