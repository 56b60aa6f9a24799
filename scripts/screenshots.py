"""Pictures of a running Undertone's pages in their states: three widths, light and dark.

    python -m scripts.screenshots FOLDER [--url http://127.0.0.1:8000] [--only library] [--readme]

What needs a finished analysis takes the newest; where there is none, those pictures are left out. With --readme the few
that the README shows, under the names it knows: `python -m scripts.screenshots docs/screenshots --readme`.
"""

import argparse
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Route, sync_playwright

from scripts.install import say

WIDTHS = {"phone": 390, "tablet": 1024, "desktop": 1440}
HEIGHT = 900
SETTLED_MS = 1500
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

Act = Callable[[Page], None]


def nothing(_page: Page) -> None:
    """The page as it opens."""


@dataclass(frozen=True)
class Shot:
    """A page in a state: where it is, what is done before it opens, and what after."""

    name: str
    path: str
    before: Act = nothing
    after: Act = nothing


def answered(pattern: str, body: object) -> Act:
    """The site answers this at such addresses."""

    def act(page: Page) -> None:
        page.route(pattern, lambda route: route.fulfill(json=body))

    return act


def silent(page: Page) -> None:
    """The site answers nothing."""
    page.route("**/api/**", lambda route: route.abort())


def waiting(page: Page) -> None:
    """The site has not answered yet."""

    def keep(_route: Route) -> None: ...

    page.route("**/api/**", keep)


def told_of_silence(page: Page) -> None:
    """The page has asked again, and says so."""
    page.get_by_role("button", name="Ask now").wait_for()


def speaking(code: str) -> Act:
    """In another language."""

    def act(page: Page) -> None:
        page.add_init_script(f"localStorage.setItem('undertone.language', '{code}')")

    return act


def pressed(*names: str) -> Act:
    """Buttons pressed and boxes checked, one after the other."""

    def act(page: Page) -> None:
        for name in names:
            page.get_by_role("checkbox", name=name).or_(page.get_by_role("button", name=name)).first.click()

    return act


def checked(count: int, *then: str) -> Act:
    """The first rows of the library selected, and buttons pressed then."""

    def act(page: Page) -> None:
        for place in range(count):
            page.locator("[data-row]").nth(place).click()
        pressed(*then)(page)

    return act


EMPTY: dict[str, Any] = {"count": 0, "next": None, "previous": None, "results": []}


def shots(url: str) -> list[Shot]:
    """Every page, and the states that can be brought about."""
    return [
        Shot("new", "/"),
        Shot("new-german", "/", before=speaking("de")),
        *analysis_shots(url),
        Shot("library", "/library"),
        Shot("library-german", "/library", before=speaking("de")),
        Shot("library-found", "/library?search=budget+harb"),
        Shot("library-nothing", "/library?search=xylophone&emotion=sad"),
        Shot("library-empty", "/library", before=answered("**/api/v1/recordings/", EMPTY)),
        Shot("library-loading", "/library", before=waiting),
        Shot("library-selected", "/library", after=checked(3)),
        Shot("library-export", "/library", after=checked(3, "Export")),
        Shot("library-deleted", "/library/deleted"),
        Shot("settings", "/settings"),
        Shot("settings-german", "/settings", before=speaking("de")),
        Shot("models", "/models"),
        Shot("models-german", "/models", before=speaking("de")),
        Shot("site-down", "/library", before=silent, after=told_of_silence),
        Shot("not-found", "/nowhere"),
    ]


def analysis_shots(url: str) -> list[Shot]:
    """Those that need results: the newest recordings', and another analysis of the same recording where there is one."""
    newest = [each["analysis"]["id"] for each in listed(url, "recordings/?status=done&page_size=4")]
    if not newest:
        return []
    compared = [Shot("compare-one", f"/compare?ids={newest[0]}")]
    if len(newest) > 1:
        compared.append(Shot("compare-recordings", f"/compare?ids={','.join(newest[:4])}"))
    if same := two_of_one_recording(url):
        compared.append(Shot("compare-models", f"/compare?ids={','.join(same)}"))
        compared.append(Shot("compare-german", f"/compare?ids={','.join(same)}", before=speaking("de")))
    return [Shot("analysis", f"/analyses/{newest[0]}"), *compared]


def two_of_one_recording(url: str) -> list[str]:
    """Two finished analyses of the first recording that has them."""
    for each in listed(url, "recordings/?status=done&page_size=100"):
        analyses = asked(url, f"recordings/{each['id']}/")["analyses"]
        done = [analysis["id"] for analysis in analyses if analysis["status"] == "done"]
        if len(done) > 1:
            return done[:2]
    return []


def listed(url: str, path: str) -> list[Any]:
    """The results of a list."""
    return list(asked(url, path)["results"])


def asked(url: str, path: str) -> Any:
    """What the API answers."""
    with urlopen(f"{url}/api/v1/{path}", timeout=10) as answer:
        return json.load(answer)


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
    parser.add_argument("--readme", action="store_true", help="the handful that the README shows")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in shots(arguments.url) if shot.name.startswith(arguments.only)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for shot in wanted:
            for device, scheme, height in looks(shot, readme=arguments.readme):
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
        service_workers="block",  # what it keeps would outlive the states made here
    )
    page = context.new_page()
    shot.before(page)
    # Not "networkidle": the page's socket never falls idle.
    page.goto(f"{url}{shot.path}", wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    shot.after(page)
    page.wait_for_timeout(SETTLED_MS // 3)
    page.screenshot(path=file, full_page=whole)
    say(str(file))
    context.close()


if __name__ == "__main__":
    main()
