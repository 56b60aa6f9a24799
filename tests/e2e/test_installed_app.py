"""Undertone as an app: it opens without a connection, keeps nothing private, and takes what other apps share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import FINISHED_WITHIN_MS, Watch, at_least, window
from tests.running_product import Product

pytestmark = pytest.mark.browser

LINE_BROKEN = "net::ERR_"
AT_WORK = """async () => {
    await navigator.serviceWorker.ready
    while (!navigator.serviceWorker.controller) await new Promise(done => setTimeout(done, 50))
}"""
SHARE = """async bytes => {
    const input = Object.assign(document.createElement("input"), { type: "file", name: "files", multiple: true })
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(bytes)], "from another app.mp3", { type: "audio/mpeg" }))
    input.files = data.files
    const form = Object.assign(document.createElement("form"), { method: "POST", action: "/share", hidden: true })
    form.enctype = "multipart/form-data"
    form.append(input)
    document.body.append(form)
    form.submit()
}"""


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    with window(browser, product, permissions=["microphone"], app=True) as page:
        yield page


@pytest.fixture
def app(page: Page) -> Page:
    """The page, with its service worker at work."""
    page.goto("/")
    page.evaluate(AT_WORK)
    return page


def off_line(context: BrowserContext) -> None:
    context.set_offline(True)
    for worker in context.service_workers:
        worker.evaluate("() => { self.fetch = () => Promise.reject(new TypeError('no line')) }")


def test_it_opens_without_a_connection(app: Page, watch: Watch) -> None:
    off_line(app.context)
    for path, words in {
        "/": "You can go on without a connection",
        "/library": "This is not kept on this device.",
        "/nowhere": "There is nothing at this address.",
    }.items():
        app.goto(path)
        expect(app.get_by_text(words)).to_be_visible()
        expect(app.get_by_text("This device is offline.").first).to_be_visible()
        assert_accessible(app)
    assert [fault for fault in watch.faults if LINE_BROKEN not in fault] == []


def test_what_is_recorded_without_a_connection_is_sent_when_it_is_back(app: Page) -> None:
    off_line(app.context)
    app.reload()
    recorder = app.get_by_role("region", name="Recorder")
    recorder.get_by_role("button", name="Record").click()
    expect(recorder.get_by_role("timer")).to_have_text(at_least(3))
    recorder.get_by_role("button", name="Stop").click()
    recorder.get_by_role("button", name="Use this recording").click()
    expect(app.get_by_role("region", name="Uploads")).to_contain_text("This device is offline.")
    app.context.set_offline(False)
    app.wait_for_url("**/analyses/*")


def test_nothing_private_is_kept(app: Page) -> None:
    app.get_by_role("region", name="Sample clips").get_by_role("button").first.click()
    app.wait_for_url("**/analyses/*")
    expect(app.get_by_role("table", name="Emotion scores")).to_be_visible(timeout=FINISHED_WITHIN_MS)
    kept = app.evaluate(
        """async () => { const urls = []
        for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname)
        return urls }"""
    )
    assert "/index.html" in kept
    assert [path for path in kept if path.startswith(("/api", "/samples"))] == []


def test_a_file_shared_by_another_app_is_analysed(app: Page, watch: Watch, clip: Path) -> None:
    app.evaluate(SHARE, list(clip.read_bytes()))
    app.wait_for_url("**/analyses/*")
    expect(app.get_by_text("from another app").first).to_be_visible()
    app.goto("/")
    expect(app.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(app.get_by_role("region", name="Uploads")).to_have_count(0)
    assert watch.faults == []


def test_it_can_be_installed(app: Page) -> None:
    """Chromium's own judgement of the manifest and the icons."""
    session = app.context.new_cdp_session(app)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    refused = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Playwright's contexts are private windows, where no app is ever installed.
    assert [one["errorId"] for one in refused if one["errorId"] != "in-incognito"] == []
