"""Uploads in a real browser: many files and folders, what is refused, known, cancelled, or lost on the way."""

import re
from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import Watch

pytestmark = pytest.mark.browser

RECORDINGS = "**/api/v1/recordings/"
LINE_BROKEN = "net::ERR_"  # what the browser's console says of it

# Whatever would begin after a second or more does not: what is sent again is sent by who pressed.
NOTHING_BY_ITSELF = """() => {
    const later = window.setTimeout
    window.setTimeout = (act, ms = 0, ...rest) => later(act, ms < 1000 ? ms : 2 ** 30, ...rest)
}"""

Copy = Callable[[str], Path]


@pytest.fixture
def copy(clip: Path, tmp_path: Path) -> Copy:
    """The clip under any name, each a file of its own."""

    def make(name: str) -> Path:
        file = tmp_path / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(clip.read_bytes()[:-125] + token_bytes(125))
        return file

    return make


@pytest.fixture
def home(page: Page) -> Page:
    page.goto("/")
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    return page


def choose(page: Page, *files: Path) -> None:
    page.get_by_label("Files to analyse").set_input_files(files)


def uploads(page: Page) -> Locator:
    return page.get_by_role("region", name="Uploads")


def posts(watch: Watch) -> int:
    return watch.requests.count("POST api/v1/recordings/")


def hold(route: Route) -> None:
    """The file is on its way for ever; reads pass."""
    if route.request.method != "POST":
        route.continue_()


def test_several_files_are_sent_side_by_side_with_odd_names(home: Page, watch: Watch, copy: Copy) -> None:
    names = ["plain.mp3", "Grüße – 日本語 🎙.mp3", "a'b\"c;d%20&e.mp3", "x" * 120 + ".mp3"]
    choose(home, *[copy(name) for name in names])
    expect(home.get_by_text("All 4 files are sent.")).to_be_attached()
    assert home.url.endswith("/")
    lists = home.get_by_role("main")
    for name in names:
        expect(lists.get_by_role("link", name=name.removesuffix(".mp3"), exact=True)).to_be_visible()
    assert home.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(home)
    assert watch.faults == []


def test_a_folder_is_taken_with_what_it_holds_and_the_rest_is_told(home: Page, watch: Watch, copy: Copy) -> None:
    folder = copy("talks/day 1/first.mp3").parent.parent
    copy("talks/day 2/second.mp3")
    (folder / "programme.txt").write_text("09:00 Opening")
    (folder / "day 1" / "cover.jpg").write_bytes(b"\xff\xd8")
    (folder / ".DS_Store").write_bytes(b"x")
    home.get_by_label("Folder to analyse").set_input_files(folder)
    told = home.get_by_text("2 files were left out: they are not recordings.")
    expect(told).to_contain_text("programme.txt")
    expect(told).not_to_contain_text("DS_Store")
    expect(home.get_by_text("All 2 files are sent.")).to_be_attached()
    assert posts(watch) == 2
    assert_accessible(home)
    home.get_by_role("button", name="Dismiss this note").click()
    expect(told).to_have_count(0)
    assert watch.faults == []


def test_what_is_too_large_or_empty_is_refused_before_anything_is_sent(
    home: Page, watch: Watch, tmp_path: Path
) -> None:
    large, empty = tmp_path / "large.wav", tmp_path / "empty.wav"
    empty.touch()
    with large.open("wb") as file:
        file.truncate(1100 * 2**20)  # a hole: it takes no room
    expect(home.get_by_text("Each up to 1024 MB and 4 h.")).to_be_visible()
    choose(home, large, empty)
    expect(uploads(home).get_by_text("The file is 1100 MB; the limit here is 1024 MB.")).to_be_visible()
    expect(uploads(home).get_by_text("The file is empty.")).to_be_visible()
    assert posts(watch) == 0
    assert_accessible(home)
    assert watch.faults == []


def test_one_or_all_can_be_cancelled(home: Page, watch: Watch, copy: Copy) -> None:
    home.route(RECORDINGS, hold)
    choose(home, *[copy(f"number {number}.mp3") for number in range(30)])
    expect(uploads(home).get_by_role("progressbar", name="Sending number 0.mp3")).to_be_visible()
    expect(uploads(home).get_by_text("0 of 30 files sent.")).to_be_visible()
    uploads(home).get_by_role("button", name="Cancel number 0.mp3").click()
    expect(uploads(home).get_by_text("0 of 29 files sent.")).to_be_visible()
    uploads(home).get_by_role("button", name=re.compile("^Show .* more$")).click()
    assert_accessible(home)
    uploads(home).get_by_role("button", name="Cancel all").click()
    expect(uploads(home)).to_have_count(0)
    assert 2 <= posts(watch) <= 4, "no more than two go at once"
    home.unroute_all(behavior="ignoreErrors")
    home.reload()  # nothing is on its way, so nobody is asked
    expect(home.get_by_role("link", name=re.compile("^number"))).to_have_count(0)


def test_a_line_lost_in_the_middle_is_taken_up_again(home: Page, watch: Watch, copy: Copy) -> None:
    home.route(RECORDINGS, hold)
    choose(home, copy("on the train.mp3"))
    expect(uploads(home).get_by_role("progressbar", name="Sending on the train.mp3")).to_be_visible()
    home.context.set_offline(True)
    home.unroute_all(behavior="ignoreErrors")
    # The held request is broken as the line is.
    expect(uploads(home).get_by_text(re.compile("This device is offline|The connection was lost"))).to_be_visible()
    assert_accessible(home)
    home.context.set_offline(False)
    home.wait_for_url("**/analyses/*")
    assert [fault for fault in watch.faults if LINE_BROKEN not in fault] == []


def test_a_broken_upload_is_sent_again_at_a_press(home: Page, watch: Watch, copy: Copy) -> None:
    home.route(
        RECORDINGS, lambda route: route.abort("connectionreset") if route.request.method == "POST" else hold(route)
    )
    home.evaluate(NOTHING_BY_ITSELF)
    choose(home, copy("broken.mp3"))
    expect(uploads(home).get_by_text("The connection was lost.")).to_be_visible()
    home.unroute_all(behavior="ignoreErrors")
    uploads(home).get_by_role("button", name="Try now").click()
    home.wait_for_url("**/analyses/*")
    assert [fault for fault in watch.faults if LINE_BROKEN not in fault] == []


def test_a_file_analysed_before_is_known_and_can_be_opened_or_sent_again(home: Page, watch: Watch, copy: Copy) -> None:
    file = copy("seen before.mp3")
    choose(home, file)
    home.wait_for_url("**/analyses/*")
    first = home.url
    home.goto("/")
    choose(home, file)
    expect(uploads(home).get_by_text(re.compile("You analysed this on .*, as “seen before”"))).to_be_visible()
    assert_accessible(home)
    uploads(home).get_by_role("link", name="Open it").click()
    home.wait_for_url(first)
    assert posts(watch) == 1
    home.go_back()
    choose(home, file.rename(file.with_name("renamed.mp3")))
    uploads(home).get_by_role("button", name="Analyse anyway").click()
    home.wait_for_url("**/analyses/*")
    assert home.url != first
    assert posts(watch) == 2
    assert watch.faults == []


def test_files_can_be_dropped_anywhere_on_the_page(home: Page, watch: Watch, clip: Path) -> None:
    transfer = home.evaluate_handle(
        """bytes => { const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(bytes)], "dropped.mp3", { type: "audio/mpeg" })); return data }""",
        list(clip.read_bytes()),
    )
    footer = home.get_by_role("contentinfo")
    footer.dispatch_event("dragover", {"dataTransfer": transfer})
    expect(home.get_by_text("Let go to add them")).to_be_visible()
    footer.dispatch_event("drop", {"dataTransfer": transfer})
    home.wait_for_url("**/analyses/*")
    assert watch.faults == []
