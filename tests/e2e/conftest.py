"""A browser on the real product: supervisor, web, worker, built page. Nothing leaves this machine."""

import json
import shutil
import time
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_bytes

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

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
PATIENCE_MS = 20_000  # machines that run tests are busy


class Watch:
    """What a page did: what came over its socket, and what should not have been (errors, requests to elsewhere)."""

    def __init__(self, page: Page, home: str) -> None:
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.statuses: list[str] = []
        self.since = time.monotonic()
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
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    if not (ROOT / "frontend" / "dist" / "index.html").exists():
        services.missing("the built page")
    with running_product(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A bundled clip under a tag of its own (ID3v1): the site has never seen this file."""
    listed = json.loads((SAMPLES / "samples.json").read_text())
    source = SAMPLES / str(listed[0]["file"])
    file = tmp_path / source.name
    file.write_bytes(source.read_bytes() + b"TAG" + token_bytes(125))
    return file


@pytest.fixture
def microphone(clip: Path, tmp_path: Path) -> Path:
    """The clip as Chromium's fake microphone wants it: 16-bit PCM wav."""
    with decode(clip) as pcm:
        sound = pcm.read()
    file = tmp_path / "microphone.wav"
    with wave.open(str(file), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE_HZ)
        writer.writeframes((sound * 32767).astype("<i2").tobytes())
    return file


@pytest.fixture
def page(product: Product, microphone: Path) -> Iterator[Page]:
    with chromium(microphone=microphone) as browser:
        context = browser.new_context(base_url=f"http://127.0.0.1:{product.port}", permissions=["microphone"])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield page
        context.close()


@pytest.fixture
def watch(page: Page, product: Product) -> Watch:
    return Watch(page, f"http://127.0.0.1:{product.port}/")


@contextmanager
def chromium(*, microphone: Path, device: Sequence[str] = MICROPHONE) -> Iterator[Browser]:
    """The installed Chromium, its microphone replaced by a file."""
    if CHROMIUM is None:
        services.missing("Chromium")
    with sync_playwright() as playwright:
        flags = [*FLAGS, *device, f"--use-file-for-fake-audio-capture={microphone}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=flags)
        services.used["Chromium"] = browser.version
        yield browser
        browser.close()
