"""Pictures of a running Undertone's pages in their states: three widths, light and dark.

    python -m scripts.screenshots FOLDER [--url http://127.0.0.1:8000] [--only library] [--readme]

What needs a finished analysis takes the newest; where there is none, those pictures are left out. With --readme the few
that the README shows, under the names it knows: `python -m scripts.screenshots docs/screenshots --readme`.
"""

import argparse
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

from playwright.sync_api import Browser, Error, Page, sync_playwright

from scripts.install import say
from scripts.page_states import (
    EMPTY,
    Act,
    analysis_is,
    answered,
    both,
    checked,
    chosen,
    deletion_pretended,
    each_open,
    keys,
    microphone,
    never_sent,
    nothing,
    offline,
    opened,
    pause,
    pressed,
    printed,
    reloaded,
    returning,
    sample,
    silent,
    speaking,
    told_of_silence,
    upload_refused,
    waiting,
)

WIDTHS = {"phone": 390, "tablet": 1024, "desktop": 1440}
HEIGHT = 900
SETTLED_MS = 1500
HIGHEST_PX = 12_000  # a card with all its measurements is longer, and no picture viewer shows it
FLAGS = ("--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """A page in a state: where it is, what is done before it opens, and what after."""

    name: str
    path: str
    before: Act = nothing
    after: Act = nothing


def shots(url: str) -> list[Shot]:
    """Every page, and the states that can be brought about."""
    return [
        *new_shots(),
        *recorder_shots(),
        *analysis_shots(url),
        *compare_shots(url),
        *library_shots(),
        Shot("settings", "/settings"),
        Shot("settings-german", "/settings", before=speaking("de")),
        Shot("models", "/models"),
        Shot("models-german", "/models", before=speaking("de")),
        Shot("models-open", "/models", after=each_open),
        Shot("site-down", "/library", before=silent, after=told_of_silence),
        Shot("offline", "/library", after=offline),
        Shot("not-found", "/nowhere"),
        Shot("not-found-german", "/nowhere", before=speaking("de")),
    ]


def new_shots() -> list[Shot]:
    """New: the welcome, uploads in every state, limits, without a line."""
    fresh, known = (f"Interview {date.today()}.mp3", sample(0, b"TAG" + b"-" * 125)), ("happy.mp3", sample(0))
    long_name = ("Interview mit der Hafenmeisterin, zweiter Teil (überarbeitet).m4a", sample(1, b"TAG" + b"+" * 125))
    others = [(f"Voice memo {number}.mp3", sample(2, b"TAG" + bytes([number]) * 125)) for number in range(1, 4)]
    choose, full = (
        chosen(fresh, long_name),
        upload_refused("too_large", "The file is larger than 1024 MB, the limit here."),
    )
    return [
        Shot("new-welcome", "/"),
        Shot("new-welcome-german", "/", before=speaking("de")),
        Shot("new", "/", before=returning),
        Shot("new-german", "/", before=both(returning, speaking("de"))),
        Shot("new-options", "/", before=returning, after=opened("Options")),
        Shot("new-empty", "/", before=both(returning, answered("**/api/v1/recordings/", EMPTY))),
        Shot("new-loading", "/", before=waiting),
        Shot("new-queued", "/", before=both(returning, never_sent), after=chosen(fresh, long_name, *others)),
        Shot("new-uploading-german", "/", before=both(returning, never_sent, speaking("de")), after=choose),
        Shot("new-failed", "/", before=both(returning, full), after=choose),
        Shot("new-failed-german", "/", before=both(returning, full, speaking("de")), after=choose),
        Shot("new-known", "/", before=both(returning, never_sent), after=chosen(known, fresh)),
        Shot("new-known-german", "/", before=both(returning, never_sent, speaking("de")), after=chosen(known, fresh)),
        Shot("new-left-out", "/", before=returning, after=chosen(("notes.txt", b"no sound"), ("empty.mp3", b""))),
        Shot("new-offline", "/", before=returning, after=both(offline, choose)),
        Shot("new-site-down", "/", before=both(returning, silent), after=told_of_silence),
    ]


def recorder_shots() -> list[Shot]:
    """The recorder, from the question to what is offered after a reload."""
    start = both(returning, microphone("asking"))
    record = both(pressed("Record"), pause(2500))
    return [
        Shot("recorder-asking", "/", before=start, after=pressed("Record")),
        Shot("recorder-denied", "/", before=both(returning, microphone("NotAllowedError")), after=pressed("Record")),
        Shot("recorder-missing", "/", before=both(returning, microphone("NotFoundError")), after=pressed("Record")),
        Shot(
            "recorder-denied-german",
            "/",
            before=both(returning, microphone("NotAllowedError"), speaking("de")),
            after=pressed("Aufnehmen"),
        ),
        Shot("recorder-recording", "/", before=returning, after=record),
        Shot(
            "recorder-recording-german",
            "/",
            before=both(returning, speaking("de")),
            after=both(pressed("Aufnehmen"), pause(2500)),
        ),
        Shot("recorder-paused", "/", before=returning, after=both(record, pressed("Pause"))),
        Shot("recorder-playback", "/", before=returning, after=both(record, pressed("Stop"), pause(800))),
        Shot("recorder-recovered", "/", before=returning, after=both(record, reloaded)),
    ]


def analysis_shots(url: str) -> list[Shot]:
    """Those that need results: of the recording that shows most, and of the longest."""
    recordings = listed(url, "recordings/?status=done&page_size=100")
    if not recordings:
        return []
    by_length = sorted(recordings, key=lambda each: each["duration_s"])
    typical = next((each for each in by_length if each["analysis"]["segment_count"] > 4), by_length[-1])["analysis"][
        "id"
    ]
    longest = by_length[-1]["analysis"]["id"]
    failed = {"code": "corrupt_media", "message": "The file is damaged: it could not be decoded to its end."}
    began = {"status": "running", "finished_at": None, "overall": None}
    states: dict[str, tuple[int | None, dict[str, object]]] = {
        "queued": (0, {**began, "status": "queued", "stage": None, "progress": 0.0}),
        "running-empty": (0, {**began, "stage": "transcribing", "progress": 0.1, "eta_s": 140.0}),
        "running": (3, {**began, "stage": "transcribing", "progress": 0.6, "eta_s": 40.0}),
        "failed": (0, {"status": "failed", "overall": None, "error": failed}),
        "cancelled": (2, {"status": "cancelled", "overall": None}),
        "no-speech": (0, {"overall": {"scores": {}, "top": None, "set": [], "reasons": ["no_speech"]}}),
    }
    path = f"/analyses/{typical}"
    acts: dict[str, Act] = {
        "segment": keys("j", "j"),
        "unsure": keys("n"),
        "disagreement": keys("d"),
        "editing": keys("j", "e"),
        "explained": both(keys("j", "w"), pause(4000)),
        "help": keys("?"),
        "zoomed": keys("+", "+"),
        "export": pressed("Export"),
        "numbers": each_open,
    }
    return [
        Shot("analysis", path),
        Shot("analysis-german", path, before=speaking("de")),
        Shot("analysis-loading", path, before=waiting),
        Shot("analysis-print", path, after=printed),
        Shot("analysis-print-german", path, before=speaking("de"), after=printed),
        *(Shot(f"analysis-{name}", path, after=act) for name, act in acts.items()),
        *(
            Shot(f"analysis-{name}{ending}", path, before=both(analysis_is(typical, count, **changes), language))
            for name, (count, changes) in states.items()
            for ending, language in (("", nothing), ("-german", speaking("de")))
        ),
        Shot("analysis-help-german", path, before=speaking("de"), after=keys("?")),
        Shot("analysis-explained-german", path, before=speaking("de"), after=both(keys("j", "w"), pause(4000))),
        Shot("analysis-two-hours", f"/analyses/{longest}"),
        Shot("analysis-two-hours-close", f"/analyses/{longest}", after=keys(*"jjj", *"+++++++")),
    ]


def compare_shots(url: str) -> list[Shot]:
    """One, two and four recordings, and two analyses of one."""
    done = [each["analysis"]["id"] for each in listed(url, "recordings/?status=done&page_size=4")]
    if not done:
        return []
    found = [Shot("compare-one", f"/compare?ids={done[0]}")]
    if len(done) > 1:
        found.append(Shot("compare-recordings", f"/compare?ids={','.join(done)}"))
        found.append(Shot("compare-recordings-german", f"/compare?ids={','.join(done)}", before=speaking("de")))
    if same := two_of_one_recording(url):
        found.append(Shot("compare-models", f"/compare?ids={','.join(same)}"))
        found.append(Shot("compare-german", f"/compare?ids={','.join(same)}", before=speaking("de")))
    return found


def library_shots() -> list[Shot]:
    """The library, found in, selected from, and empty."""
    return [
        Shot("library", "/library"),
        Shot("library-german", "/library", before=speaking("de")),
        Shot("library-found", "/library?search=budget+harb"),
        Shot("library-nothing", "/library?search=xylophone&emotion=sad"),
        Shot("library-nothing-german", "/library?search=xylophone&emotion=sad", before=speaking("de")),
        Shot("library-empty", "/library", before=answered("**/api/v1/recordings/*", EMPTY)),
        Shot("library-loading", "/library", before=waiting),
        Shot("library-selected", "/library", after=checked(3)),
        Shot("library-selected-german", "/library", before=speaking("de"), after=checked(3)),
        Shot("library-export", "/library", after=checked(3, "Export")),
        # What is deleted here is taken for deleted by the page alone.
        Shot("library-undo", "/library", before=deletion_pretended, after=checked(2, "Delete")),
        Shot("library-deleted", "/library/deleted"),
    ]


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
