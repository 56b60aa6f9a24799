"""Films in a real browser: seen beside their sound, and read by a model that looks at the face."""

import re
from pathlib import Path
from secrets import token_bytes

import pytest
from playwright.sync_api import Page, expect

from recognition.engine.fusion.cards import model_ids
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import ENDLESS_SOUND, FINISHED_WITHIN_MS, Watch
from tests.films import Face, talking_film
from tests.openface import FRAMES_PER_S, openface

pytestmark = pytest.mark.browser

READERS = {"face-voice-ia": ("Voice", "Words", "Face", "Fused"), "efficient-face": ("Face", "Fused")}
SHIPPED = [model for model in READERS if model in model_ids()]
SECONDS = 3.2  # one sentence of the bundled clip
IN_STEP = """async () => {
    const film = document.querySelector("video");
    const at = Number(document.querySelector("[role=slider][aria-label=Position]").ariaValueNow);
    return !film.paused && film.currentTime > 0.3 && Math.abs(film.currentTime - at) < 1.3;
}"""


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """The site has never seen this file: a box of MP4 that is passed over makes it another one (ISO/IEC 14496-12, 8.1.2)."""
    file = talking_film(tmp_path / "talk.mp4", faces=(Face(size=0.3, drift=0.02),), seconds=SECONDS)
    mark = token_bytes(16)
    file.write_bytes(file.read_bytes() + (8 + len(mark)).to_bytes(4, "big") + b"free" + mark)
    return file


def test_a_film_runs_beside_its_sound_and_is_put_away(page: Page, watch: Watch, film: Path) -> None:
    page.add_init_script(ENDLESS_SOUND)
    page.goto("/")
    page.get_by_label("Files to analyse").set_input_files(film)
    expect(page.get_by_role("group", name="Words of segment 1", exact=True)).to_be_visible(timeout=FINISHED_WITHIN_MS)
    shown = page.get_by_label("The film, without its sound")
    expect(shown).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').videoWidth > 0")
    page.keyboard.press(" ")
    page.wait_for_function(IN_STEP)
    page.keyboard.press(" ")
    page.wait_for_function("() => document.querySelector('video').paused")
    assert_accessible(page)
    page.get_by_role("switch", name=re.compile("^Film")).click()
    expect(shown).to_have_count(0)
    assert watch.faults == []


def test_action_units_of_the_film_bring_the_face_onto_the_radar(
    page: Page, watch: Watch, film: Path, tmp_path: Path
) -> None:
    table = tmp_path / "talk.csv"
    table.write_bytes(openface(frames=round(SECONDS * FRAMES_PER_S)))
    page.goto("/")
    page.get_by_label("Files to analyse").set_input_files(film)
    again = page.get_by_role("button", name="Analyse again")
    again.click(timeout=FINISHED_WITHIN_MS)
    assert_accessible(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name=re.compile("^au-mfcc")).click()
    chooser.value.set_files(table)
    radar = page.get_by_role("region", name="Emotion radar")
    expect(radar.get_by_role("button", name="Face")).to_be_visible(timeout=FINISHED_WITHIN_MS)
    expect(radar.locator("[data-stream=face]")).to_have_count(1)
    expect(page.get_by_label("The film, without its sound")).to_be_visible()
    assert watch.faults == []


@pytest.mark.parametrize("model", SHIPPED)
def test_a_talking_face_is_read_in_the_film(page: Page, watch: Watch, film: Path, model: str) -> None:
    page.goto("/")
    page.locator("summary", has_text="Options").click()
    page.get_by_label("Emotion model").select_option(model)
    page.get_by_label("Files to analyse").set_input_files(film)
    radar = page.get_by_role("region", name="Emotion radar")
    expect(radar).to_be_visible(timeout=FINISHED_WITHIN_MS)
    table = radar.get_by_role("table", name="Emotion scores")
    expect(table.get_by_role("columnheader")).to_have_text(["Emotion", *READERS[model]])
    for stream in READERS[model]:
        expect(radar.locator(f"[data-stream={stream.lower()}]")).to_have_count(1)
        expect(radar.get_by_role("button", name=stream)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("j")
    face = page.locator("[data-face]")
    expect(face).to_be_visible()
    expect(face).to_have_text(re.compile(r"^\w+ \d+\s%$"))
    assert_accessible(page)
    the_box_is_on_the_face(page)
    assert watch.faults == []


def the_box_is_on_the_face(page: Page) -> None:
    """The portrait's face is in the middle of the picture."""
    seen = page.locator("[data-face] > div").bounding_box()
    picture = page.locator("video").bounding_box()
    assert seen is not None
    assert picture is not None
    middle = (seen["x"] + seen["width"] / 2 - picture["x"]) / picture["width"]
    assert 0.4 < middle < 0.65
    assert 0.15 < seen["width"] / picture["width"] < 0.5
