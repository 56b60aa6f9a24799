"""Pictures of a running Undertone's pages: phone and desktop, light and dark.

    python -m scripts.screenshots FOLDER [--url http://127.0.0.1:8000]

The newest finished analysis is shown; where there is none, the pages without one are.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Literal
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from scripts.install import say

WIDTHS = {"phone": 390, "desktop": 1440}
HEIGHT = 900
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path in pages(arguments.url).items():
            take(browser, f"{arguments.url}{path}", arguments.folder / name)
        browser.close()


def pages(url: str) -> dict[str, str]:
    """Name and path of every page to show."""
    with urlopen(f"{url}/api/v1/recordings/?status=done", timeout=10) as answer:
        finished = json.load(answer)["results"]
    analysis = {"analysis": f"/analyses/{finished[0]['analysis']['id']}"} if finished else {}
    return {"new": "/", **analysis, "library": "/library", "models": "/models", "not-found": "/nowhere"}


def take(browser: Browser, address: str, stem: Path) -> None:
    """One page in every width and scheme."""
    for device, width in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            # Not "networkidle": the page's socket never falls idle.
            page.goto(address, wait_until="load")
            page.wait_for_timeout(1500)
            file = stem.with_name(f"{stem.name}-{device}-{scheme}.png")
            page.screenshot(path=file, full_page=True)
            say(str(file))
            context.close()


if __name__ == "__main__":
    main()
