"""The icons of the installed app, drawn by Chromium from one figure.

    python -m scripts.make_icons

Any-purpose icons have round corners and a clear rim; the maskable one fills its square, with the figure inside the circle that
every mask leaves; the badge for Apple's home screen is square, because Apple rounds it itself.
"""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts.install import say
from scripts.preflight import ROOT

FOLDER = ROOT / "frontend" / "public" / "icons"
PAPER, INK = "#faf9f6", "#1b1a17"

# The figure of public/favicon.svg, on a grid of 32.
FIGURE = """<circle cx="16" cy="16" r="14" fill="none" stroke="{paper}" stroke-width="1.5" opacity="0.45"/>
<path d="M16 4l5 8.6 7.500 5.4-9 2.5L16 26l-4.5-6L6 19l5-6z" fill="{paper}"/>"""

# name: (pixels, share of the square that the figure takes, radius of the corners in grid units)
ICONS = {
    "icon-192.png": (192, 0.68, 7.0),
    "icon-512.png": (512, 0.68, 7.0),
    "maskable-192.png": (192, 0.56, 0.0),
    "maskable-512.png": (512, 0.56, 0.0),
    "apple-touch-icon.png": (180, 0.64, 0.0),
}


def drawing(share: float, radius: float) -> str:
    """The figure on its ground, as SVG."""
    inset = 16 * (1 - share)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="100%" height="100%">'
        f'<rect width="32" height="32" rx="{radius}" fill="{INK}"/>'
        f'<g transform="translate({inset} {inset}) scale({share})">{FIGURE.format(paper=PAPER)}</g></svg>'
    )


def main() -> None:
    """Draw every icon."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (pixels, share, radius) in ICONS.items():
            draw(browser, FOLDER / name, pixels=pixels, svg=drawing(share, radius))
            say(str(FOLDER / name))
        browser.close()


def draw(browser: Browser, file: Path, *, pixels: int, svg: str) -> None:
    """One icon, clear where the drawing is."""
    page = browser.new_page(viewport={"width": pixels, "height": pixels})
    page.set_content(f'<body style="margin:0;line-height:0">{svg}</body>')
    page.screenshot(path=file, omit_background=True)
    page.close()


if __name__ == "__main__":
    main()
