"""The library, comparing and settings in a real browser: searching, taking away, deleting and undoing, another language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import FINISHED_WITHIN_MS, SAMPLES, Watch, unseen

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Stock:
    """The library, narrowed to recordings that this test made: their titles share a word that no others have."""

    page: Page
    word: str

    @property
    def address(self) -> str:
        return f"/library?search={self.word}"

    @property
    def rows(self) -> Locator:
        return self.page.get_by_role("list", name="Recordings").get_by_role("listitem")


@pytest.fixture
def stock(page: Page, watch: Watch, tmp_path: Path) -> Iterator[Stock]:
    """Two recordings with results; nothing that the page did may be at fault at the end."""
    stock = Stock(page, f"stock{uuid4().hex[:8]}")
    for sample in sorted(SAMPLES.glob("*.mp3"))[:2]:
        upload(page, unseen(sample, tmp_path / f"{stock.word} {sample.name}"))
    page.goto(stock.address)
    expect(stock.rows).to_have_count(2)
    yield stock
    assert watch.faults == []


def upload(page: Page, file: Path) -> None:
    page.goto("/")
    page.get_by_label("Files to analyse").set_input_files(file)
    expect(page.get_by_role("table", name="Emotion scores")).to_be_visible(timeout=FINISHED_WITHIN_MS)


def test_the_library_finds_takes_away_deletes_and_undoes(stock: Stock, tmp_path: Path) -> None:
    assert_accessible(stock.page)
    it_searches_and_opens_the_moment(stock)
    it_filters(stock)
    it_takes_everything_away(stock, tmp_path)
    it_deletes_and_undoes(stock)
    it_compares(stock)


def it_searches_and_opens_the_moment(stock: Stock) -> None:
    page = stock.page
    said = page.evaluate(
        f"fetch('/api/v1/recordings/?search={stock.word}').then((answer) => answer.json()).then(({{results}}) => "
        "fetch(`/api/v1/analyses/${results[0].analysis.id}/result/`)).then((answer) => answer.json())"
    )
    word = max(re.findall(r"[a-z]{4,}", said["transcript"].lower()), key=len)
    page.get_by_label("Search titles and transcripts").fill(f"{stock.word} {word}")
    expect(page.locator("mark").filter(has_text=re.compile(word, re.IGNORECASE)).first).to_be_visible()
    expect(page).to_have_url(re.compile(f"search={stock.word}.{word}"))
    page.get_by_role("link", name="Said at").first.click()
    expect(page).to_have_url(re.compile(r"/analyses/.*segment=\d"))
    page.go_back()
    expect(page.get_by_label("Search titles and transcripts")).to_have_value(f"{stock.word} {word}")


def it_filters(stock: Stock) -> None:
    page = stock.page
    page.goto("/library?search=xylophone")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_role("list", name="Recordings")).to_be_visible()
    page.goto(stock.address)
    page.get_by_label("Status").select_option("failed")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_label("Status").select_option("done")
    expect(page.get_by_text("2 recordings found")).to_be_visible()


def it_takes_everything_away(stock: Stock, tmp_path: Path) -> None:
    page = stock.page
    page.get_by_role("button", name="Select this page").click()
    page.get_by_role("button", name="Export").click()
    page.get_by_role("checkbox", name="The original files").check()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    packed = tmp_path / "packed.zip"
    download.value.save_as(packed)
    with ZipFile(packed) as opened:
        assert opened.testzip() is None
        kinds = sorted(name.rpartition(".")[2] for name in opened.namelist())
        assert kinds == ["csv", "csv", "csv", "json", "json", "mp3", "mp3"]
    expect(page.get_by_role("dialog")).to_have_count(0)


def it_deletes_and_undoes(stock: Stock) -> None:
    page = stock.page
    page.goto(stock.address)
    page.get_by_role("checkbox", name="Select").first.click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("1 recording deleted")).to_be_visible()
    expect(stock.rows).to_have_count(1)
    assert_accessible(page)
    page.get_by_role("button", name="Undo").click()
    expect(stock.rows).to_have_count(2)


def it_compares(stock: Stock) -> None:
    page = stock.page
    for row in range(2):
        page.get_by_role("checkbox", name="Select").nth(row).click()
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("table", name="Scores side by side")).to_be_visible()
    expect(page.get_by_text(re.compile(r"B (is .*points? away from|reads the same as) A"))).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Take B out").click()
    expect(page.get_by_text("Choose what to compare")).to_be_visible()


def test_settings_are_kept_and_the_language_follows(page: Page, watch: Watch) -> None:
    page.goto("/settings")
    page.get_by_role("radio", name="Delete after").click()
    page.get_by_label("Days", exact=True).fill("365")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Current rule: deleted 365 days")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Language", exact=True).select_option("de")
    expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Tage", exact=True)).to_have_value("365")
    assert page.evaluate("document.documentElement.lang") == "de"
    assert_accessible(page)
    page.get_by_role("link", name="Bibliothek").click()
    expect(page.get_by_role("heading", name="Bibliothek")).to_be_visible()
    page.get_by_role("link", name="Einstellungen").click()
    page.get_by_label("Sprache", exact=True).select_option("system")
    page.get_by_role("radio", name="Keep them").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Current rule: recordings stay until you delete them.")).to_be_visible()
    assert watch.faults == []


def test_an_address_that_leads_nowhere_and_a_device_without_network(page: Page, watch: Watch) -> None:
    page.goto("/nowhere")
    expect(page.get_by_role("heading", name="There is nothing at this address.")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    assert watch.faults == []
    page.context.set_offline(True)
    expect(page.get_by_text("This device is offline.")).to_be_visible()
    assert_accessible(page)
    page.context.set_offline(False)
    expect(page.get_by_text("This device is offline.")).to_have_count(0)


def test_nothing_is_cut_off_at_any_width(page: Page, watch: Watch) -> None:
    for path in ("/", "/library", "/library/deleted", "/compare", "/settings", "/models", "/nowhere"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for width in (320, 360, 390, 1024, 2560):
            page.set_viewport_size({"width": width, "height": 900})
            it_is_as_wide_as_the_window(page, f"{path} at {width} px")
    assert watch.faults == []


def test_the_longer_words_of_german_are_not_cut_off_either(page: Page, watch: Watch) -> None:
    page.add_init_script("localStorage.setItem('undertone.language', 'de')")
    for path in ("/", "/library", "/settings", "/models"):
        page.goto(path)
        for width in (320, 360, 1024):
            page.set_viewport_size({"width": width, "height": 900})
            expect(page.get_by_role("link", name="Einstellungen")).to_be_in_viewport(ratio=1)
            it_is_as_wide_as_the_window(page, f"{path} at {width} px")
    assert watch.faults == []


def it_is_as_wide_as_the_window(page: Page, what: str) -> None:
    """Once what is drawn has followed the window's size."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what


def test_what_speaks_by_its_background_keeps_it_where_people_choose_all_colours(page: Page, watch: Watch) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/")
    button = page.get_by_role("button", name="Choose files")
    expect(button).to_be_visible()
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    expect(button).not_to_have_css("background-color", ground)
    assert watch.faults == []
