"""A browser on the real product: supervisor, web, worker, built page. Nothing leaves this machine."""

import json
import re
import shutil
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_bytes

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect, sync_playwright

from recognition.engine.media import SAMPLE_RATE_HZ, decode
from scripts.preflight import ROOT
from tests import services
from tests.running_product import Product, running_product

SAMPLES = ROOT / "frontend" / "public" / "samples"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MICROPHONE = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
PATIENCE_MS = 90_000  # machines that run tests are busy, and stall
FINISHED_WITHIN_MS = 240_000
# As an app, the page has a worker that fetches all its files beforehand: more work than most tests are.
NO_APP = "if (navigator.serviceWorker) navigator.serviceWorker.register = () => new Promise(() => {})"
# What is played is heard again and again: no look comes too late. The players of the page stand in no document.
ENDLESS_SOUND = """window.sounds = []
window.Audio = class extends Audio { constructor() { super(); this.loop = true; sounds.push(this) } }"""


class Watch:
    """What a page did: what came over its socket, and what should not have been (errors, requests to elsewhere)."""

    def __init__(self, page: Page, home: str) -> None:
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.statuses: list[str] = []
        self._home = home
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on("request", self._on_request)
        page.on("websocket", lambda socket: socket.on("framereceived", self._on_frame))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        self.requests.append(f"{request.method} {request.url.removeprefix(self._home)}")
        if not request.url.startswith((self._home, "data:", f"blob:{self._home}")):
            self.faults.append(f"request to elsewhere: {request.url}")

    def _on_frame(self, payload: str | bytes) -> None:
        message = json.loads(payload)
        if message.get("type") == "analysis.changed":
            self.statuses.append(message["analysis"]["status"])


@pytest.fixture(scope="session")
def built_page() -> None:
    if not (ROOT / "frontend" / "dist" / "index.html").exists():
        services.missing("the built page")


@pytest.fixture(scope="session")
def product(built_page: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    settings = "tests.e2e.product_settings"
    with running_product(tmp_path_factory.mktemp("product"), DJANGO_SETTINGS_MODULE=settings) as product:
        yield product


def unseen(sample: Path, file: Path) -> Path:
    """The bundled clip under a tag of its own (ID3v1): the site has never seen this file."""
    file.write_bytes(sample.read_bytes() + b"TAG" + token_bytes(125))
    return file


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    sample = first_sample()
    return unseen(sample, tmp_path / sample.name)


@pytest.fixture(scope="session")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundled clip as Chromium's fake microphone wants it: 16-bit PCM wav."""
    with decode(first_sample()) as pcm:
        sound = pcm.read()
    file = tmp_path_factory.mktemp("microphone") / "microphone.wav"
    with wave.open(str(file), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE_HZ)
        writer.writeframes((sound * 32767).astype("<i2").tobytes())
    return file


def at_least(seconds: int) -> re.Pattern[str]:
    """A machine that is busy with more than this looks at the timer later."""
    return re.compile("^(" + "|".join(f"0:{later:02}" for later in range(seconds, 60)) + ")$")


def first_sample() -> Path:
    listed = json.loads((SAMPLES / "samples.json").read_text())
    return SAMPLES / str(listed[0]["file"])


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Ends with its file: while it lives, its event loop keeps Django's database and other loops from this thread."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright, microphone: Path) -> Iterator[Browser]:
    """One for all tests of a file; each opens a window of its own, which shares nothing with the others."""
    with chromium(playwright, microphone=microphone) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    with window(browser, product, permissions=["microphone"]) as page:
        yield page


@pytest.fixture
def watch(page: Page, product: Product) -> Watch:
    return Watch(page, f"http://127.0.0.1:{product.port}/")


@contextmanager
def window(browser: Browser, product: Product, *, permissions: Sequence[str] = (), app: bool = False) -> Iterator[Page]:
    """Somebody at a browser of their own. As an app the page opens without a connection, too."""
    context = browser.new_context(base_url=f"http://127.0.0.1:{product.port}", permissions=[*permissions])
    context.set_default_timeout(PATIENCE_MS)
    if not app:
        context.add_init_script(NO_APP)
    page = context.new_page()
    expect.set_options(timeout=PATIENCE_MS)
    yield page
    context.close()


@contextmanager
def chromium(playwright: Playwright, *, microphone: Path, device: Sequence[str] = MICROPHONE) -> Iterator[Browser]:
    """The installed Chromium, its microphone replaced by a file."""
    if CHROMIUM is None:
        services.missing("Chromium")
    flags = [*FLAGS, *device, f"--use-file-for-fake-audio-capture={microphone}"]
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, headless=True, args=flags, timeout=FINISHED_WITHIN_MS
    )
    services.used["Chromium"] = browser.version
    yield browser
    browser.close()
