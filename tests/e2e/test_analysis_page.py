"""The Analysis page in a real browser: hours of speech, listening, correcting, finding, printing, taking along."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import textgrid  # type: ignore[import-untyped]
import webvtt
from playwright.sync_api import Page, expect

from scripts.preflight import ROOT
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import ENDLESS_SOUND, FINISHED_WITHIN_MS, Watch
from tests.running_product import Product

SEGMENTS = 400
FEW_ROWS = 60  # more would mean that all of them exist

pytestmark = pytest.mark.browser

# At whatever moment one looks: the radar is of the segment whose word is marked, and the playhead has moved.
IN_STEP = """([radar, place]) => {
  const shown = /Segment (\\d+), /.exec(radar.textContent);
  const word = document.querySelector("[data-segment] button[aria-current=true]");
  const moved = /^(?!0:00)\\d+:\\d\\d of 24:00, reads as \\w+$/.test(place.getAttribute("aria-valuetext"));
  return moved && shown && word?.closest("[data-segment]").dataset.segment === String(shown[1] - 1);
}"""

PAINTED = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
  return seen.size;
}"""


@pytest.fixture(scope="module")
def long_analysis(product: Product) -> str:
    """The address of a made-up analysis of hundreds of segments."""
    own = ("DATABASE_", "DJANGO_", "REDIS_", "UNDERTONE_")  # the tests' settings, not the product's
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    environment["UNDERTONE_DATA_DIR"] = str(product.log.parent / "data")
    command = [sys.executable, "-m", "benchmarks.long_analysis_seed", "--segments", str(SEGMENTS), "--hours", "0.4"]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return f"/analyses/{made.stdout.split()[-1]}"


@pytest.fixture
def opened(page: Page, long_analysis: str) -> Page:
    page.goto(long_analysis)
    expect(page.get_by_role("group", name="Words of segment 1", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate(
        "() => new Promise(done => setTimeout(done, 50))"
    )  # what is seen is drawn a moment before it hears keys
    return page


def test_of_hundreds_of_segments_only_those_in_sight_exist(opened: Page, watch: Watch) -> None:
    rows = opened.locator("[data-segment]")
    assert rows.count() < FEW_ROWS
    opened.keyboard.press("k")  # from before the first: stays there
    opened.get_by_role("slider", name="Segment").press("End")
    opened.keyboard.press("j")
    last = opened.get_by_role("group", name=f"Words of segment {SEGMENTS}", exact=True)
    expect(last).to_be_in_viewport()
    assert rows.count() < FEW_ROWS
    assert watch.faults == []


def test_waveform_and_timeline_are_painted_and_zoom_together(opened: Page, watch: Watch) -> None:
    canvases = opened.locator("canvas")
    expect(canvases).to_have_count(3)
    lanes = opened.get_by_role("img", name=re.compile("Emotions over time"))
    opened.wait_for_function(f"() => ({PAINTED})(document.querySelector('canvas[role=img]')) > 7")
    before = lanes.evaluate("canvas => canvas.toDataURL()")
    for _ in range(3):
        opened.keyboard.press("+")
    part = opened.get_by_role("slider", name="Part in view")
    expect(part).to_have_attribute("aria-valuetext", "0:00 to 3:00")
    opened.wait_for_function("before => document.querySelector('canvas[role=img]').toDataURL() !== before", arg=before)
    part.press("ArrowRight")
    expect(part).to_have_attribute("aria-valuetext", "0:45 to 3:45")
    opened.keyboard.press("0")
    expect(part).to_have_count(0)
    assert watch.faults == []


def test_playing_moves_playhead_word_and_radar(opened: Page, watch: Watch) -> None:
    radar = opened.get_by_role("region", name="Emotion radar")
    expect(radar).to_contain_text("Whole recording")
    opened.keyboard.press(" ")
    place = opened.get_by_role("slider", name="Position")
    opened.wait_for_function(IN_STEP, arg=[radar.element_handle(), place.element_handle()])
    opened.keyboard.press(" ")
    expect(opened.get_by_role("button", name="Play", exact=True).first).to_be_visible()
    assert watch.faults == []


def test_doubt_change_and_words_are_found_by_key(opened: Page, watch: Watch) -> None:
    for key in ("n", "c"):
        opened.keyboard.press(key)
        expect(opened).to_have_url(re.compile(r"segment=\d+"))
    opened.keyboard.press("Escape")
    expect(opened).not_to_have_url(re.compile("segment="))
    opened.keyboard.press("/")
    opened.keyboard.type("winter")
    expect(opened.get_by_text(re.compile(r"^1 of \d+$"))).to_be_visible()
    opened.keyboard.press("Enter")
    expect(opened.locator("mark").first).to_be_in_viewport()
    opened.get_by_role("combobox", name="Segments shown").select_option("disagreement")
    expect(opened.locator("[data-segment]").first).to_contain_text("Voice and words disagree")
    assert watch.faults == []


def test_every_state_of_it_is_accessible(opened: Page, watch: Watch) -> None:
    opened.emulate_media(reduced_motion="reduce")  # no colour is measured on its way to another
    assert_accessible(opened)
    opened.keyboard.press("e")
    opened.get_by_role("button", name="Details of segment 1", exact=True).click()
    opened.get_by_role("region", name="Emotion timeline").get_by_text("In numbers").click()
    assert_accessible(opened)
    opened.get_by_role("textbox", name="Text of segment 1").press("Escape")
    opened.keyboard.press("+")
    opened.get_by_role("button", name="Keyboard").first.click()
    expect(opened.get_by_role("dialog", name="Keyboard")).to_be_visible()
    assert_accessible(opened)
    opened.keyboard.press("Escape")
    opened.mouse.wheel(0, 3000)
    expect(opened.get_by_role("region", name="Player")).to_be_visible()
    assert_accessible(opened)
    assert watch.faults == []


def ink_of(page: Page, theme: str) -> str:
    """The colour of text in that theme."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    ink: str = page.evaluate("() => getComputedStyle(document.documentElement).color")
    return ink


def test_it_prints_one_page(opened: Page, watch: Watch) -> None:
    """Its text is compressed in the file; what stands on it is looked at in the page's own tests."""
    for paper in ("A4", "Letter"):
        printed = opened.pdf(format=paper, prefer_css_page_size=True)
        assert re.findall(rb"/Type\s*/Pages\s*/Count (\d+)|/Count (\d+)", printed), "no page tree"
        assert {count for pair in re.findall(rb"/Count (\d+)()", printed) for count in pair if count} == {b"1"}
    # Some browsers lay the page itself out for paper: rows without a height must not all come into being.
    opened.emulate_media(media="print")
    expect(opened.locator("[data-segment]").first).to_be_hidden()
    assert ink_of(opened, "dark") == ink_of(opened, "light"), "paper is light, whatever the screen is"
    opened.emulate_media(media="screen")
    assert ink_of(opened, "dark") != ink_of(opened, "light")
    expect(opened.get_by_role("group", name="Words of segment 1", exact=True)).to_be_visible()
    assert opened.locator("[data-segment]").count() < FEW_ROWS
    assert watch.faults == []


def test_a_correction_is_listened_to_undone_and_made_again(page: Page, watch: Watch, clip: Path) -> None:
    page.add_init_script(ENDLESS_SOUND)
    page.goto("/")
    page.get_by_label("Files to analyse").set_input_files(clip)
    page.get_by_role("button", name="Correct the text of segment 1", exact=True).wait_for(timeout=FINISHED_WITHIN_MS)
    words = page.get_by_role("group", name="Words of segment 1", exact=True)
    heard = words.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("e")
    box = page.get_by_role("textbox", name="Text of segment 1")
    box.press("Control+ ")
    expect(page.get_by_role("button", name="Pause").first).to_be_visible()
    box.press("Control+ ")
    box.fill("quite other words")
    box.press("Control+Enter")
    expect(page.get_by_text("Segment 1 corrected.")).to_be_visible(timeout=FINISHED_WITHIN_MS)
    expect(page.get_by_text("Heard as")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("undone.")).to_be_visible(timeout=FINISHED_WITHIN_MS)
    expect(page.get_by_text("Heard as")).to_have_count(0)
    assert words.inner_text() == heard
    page.get_by_role("button", name="Redo the correction").click()
    expect(words).to_contain_text("quite other words", timeout=FINISHED_WITHIN_MS)
    assert watch.faults == []


def test_files_taken_along_open_where_they_belong(opened: Page, watch: Watch, tmp_path: Path) -> None:
    files = {name: taken(opened, name, tmp_path) for name in MENU}
    assert len(json.loads(files["JSON everything, for programs"].read_text())["segments"]) == SEGMENTS
    assert len(list(csv.DictReader(io.StringIO(files["CSV one row per segment"].read_text())))) == SEGMENTS
    assert len(list(csv.DictReader(io.StringIO(files["CSV of words one row per word"].read_text())))) > SEGMENTS
    assert len(webvtt.read(str(files["WebVTT subtitles for the web"]))) == SEGMENTS
    assert len(webvtt.from_srt(str(files["SubRip subtitles"]))) == SEGMENTS
    assert textgrid.TextGrid.fromFile(str(files["Praat TextGrid for phonetics"])).tiers[0].name == "words"
    for drawing in ("Radar as SVG", "Timeline as SVG"):
        root = ElementTree.fromstring(files[drawing].read_text())
        assert "Surprised" in "".join(root.itertext())
    for picture in ("Radar as PNG", "Timeline as PNG"):
        assert files[picture].read_bytes().startswith(b"\x89PNG")
    assert watch.faults == []


MENU = (
    "JSON everything, for programs",
    "CSV one row per segment",
    "CSV of words one row per word",
    "SubRip subtitles",
    "WebVTT subtitles for the web",
    "Praat TextGrid for phonetics",
    "Radar as PNG",
    "Radar as SVG",
    "Timeline as PNG",
    "Timeline as SVG",
)


def taken(page: Page, entry: str, folder: Path) -> Path:
    """What an entry of the export menu gives."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=entry, exact=True).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file
