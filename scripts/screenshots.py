"""Pictures of a running Undertone's pages in their states: three widths, light and dark.

    python -m scripts.screenshots FOLDER [--url http://127.0.0.1:8000] [--only library] [--readme]

What needs a finished analysis takes the newest; where there is none, those pictures are left out. With --readme the few
that the README shows, under the names it knows: `python -m scripts.screenshots docs/screenshots --readme`.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Error, Page, sync_playwright

from scripts.install import say
from scripts.page_shots import Shot, shots
from scripts.page_states import waiting

WIDTHS = {"phone": 390, "tablet": 1024, "desktop": 1440}
HEIGHT = 900
SETTLED_MS = 1500
HIGHEST_PX = 12_000  # a card with all its measurements is longer, and no picture viewer shows it
FLAGS = ("--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

README: dict[str, tuple[str, Scheme, int]] = {
    "analysis": ("desktop", "light", 1500),
    "library-found": ("desktop", "light", HEIGHT),
    "compare-models": ("desktop", "dark", HEIGHT),
    "settings": ("phone", "light", HEIGHT),
}
"""What the README shows, each in one width and scheme, and how much of it."""


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--only", default="", help="names that begin so")
    parser.add_argument("--device", choices=WIDTHS, help="this width alone")
    parser.add_argument("--readme", action="store_true", help="the handful that the README shows")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in shots(arguments.url) if shot.name.startswith(arguments.only)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for shot in wanted:
            for device, scheme, height in looks(shot, readme=arguments.readme):
                if arguments.device not in (None, device):
                    continue
                name = f"{shot.name}.png" if arguments.readme else f"{shot.name}-{device}-{scheme}.png"
                take(
                    browser,
                    arguments.url,
                    shot,
                    device=device,
                    scheme=scheme,
                    height=height,
                    file=arguments.folder / name,
                    whole=not arguments.readme,
                )
        browser.close()


def looks(shot: Shot, *, readme: bool) -> Sequence[tuple[str, Scheme, int]]:
    """The widths, schemes and heights that a picture is taken in."""
    if not readme:
        return [(device, scheme, HEIGHT) for device in WIDTHS for scheme in SCHEMES]
    return [README[shot.name]] if shot.name in README else []


def take(
    browser: Browser, url: str, shot: Shot, *, device: str, scheme: Scheme, height: int, file: Path, whole: bool
) -> None:
    """One picture, of the whole page or of what the window shows."""
    context = browser.new_context(
        viewport={"width": WIDTHS[device], "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        permissions=["microphone"],
        service_workers="block",  # what it keeps would outlive the states made here
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    shot.before(page)
    # Not "networkidle": the page's socket never falls idle.
    page.goto(f"{url}{shot.path}", wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    try:
        if shot.before is not waiting:
            page.locator(".animate-pulse").first.wait_for(state="hidden")
        shot.after(page)
        page.wait_for_timeout(SETTLED_MS // 3)
    except Error as error:
        say(f"{shot.name} ({device}) was not reached: {error.message.splitlines()[0]}")
    tall = page.evaluate("document.documentElement.scrollHeight") > HIGHEST_PX
    # A picture of a whole page is of no window: what stands at its foot would lie across the middle.
    page.screenshot(
        path=file, full_page=whole and not tall, style=".fixed.bottom-0 { display: none }" if whole else None
    )
    say(f"{file}{'' if fits(page) else '  is wider than the window'}")
    context.close()


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


if __name__ == "__main__":
    main()
