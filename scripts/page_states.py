"""Pages in states that a running Undertone is seldom in: what is done to a page before it opens, and after.

What cannot be brought about (a refused microphone, a failed analysis) is answered in the site's place, in its own shapes.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import FilePayload, Page, Route

Act = Callable[[Page], None]
Answer = dict[str, Any]
Change = Callable[[Answer], Answer]

SAMPLES = Path(__file__).resolve().parents[1] / "frontend" / "public" / "samples"
EMPTY: Answer = {"count": 0, "next": None, "previous": None, "results": []}


def nothing(_page: Page) -> None:
    """The page as it opens."""


def both(*acts: Act) -> Act:
    """One after the other."""

    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def answered(pattern: str, body: object, status: int = 200) -> Act:
    """The site answers this at such addresses."""

    def act(page: Page) -> None:
        page.route(pattern, lambda route: route.fulfill(json=body, status=status))

    return act


def changed(pattern: str, change: Change) -> Act:
    """The site's own answer, changed."""

    def act(page: Page) -> None:
        page.route(pattern, lambda route: route.fulfill(json=change(route.fetch().json())))

    return act


def silent(page: Page) -> None:
    """The site answers nothing."""
    page.route("**/api/**", lambda route: route.abort())


def waiting(page: Page) -> None:
    """The site has not answered yet."""

    def keep(_route: Route) -> None: ...

    page.route("**/api/**", keep)


def offline(page: Page) -> None:
    """The device has lost its network while the page was open."""
    page.context.set_offline(True)


def speaking(code: str) -> Act:
    """In another language."""

    def act(page: Page) -> None:
        page.add_init_script(f"localStorage.setItem('undertone.language', '{code}')")

    return act


def returning(page: Page) -> None:
    """Somebody who has seen the welcome."""
    page.add_init_script("localStorage.setItem('undertone.welcomed', 'yes')")


def printed(page: Page) -> None:
    """As it goes to paper."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


def told_of_silence(page: Page) -> None:
    """The page has asked again, and says so."""
    page.get_by_role("button", name="Ask now").wait_for()


def pressed(*names: str) -> Act:
    """Buttons pressed and boxes checked, one after the other."""

    def act(page: Page) -> None:
        for name in names:
            box = page.get_by_role("checkbox", name=name)
            box.or_(page.get_by_role("button", name=name)).locator("visible=true").first.click()

    return act


def keys(*names: str) -> Act:
    """Keys pressed, with time for what they bring about."""

    def act(page: Page) -> None:
        for name in names:
            page.keyboard.press(name)
            page.wait_for_timeout(700)

    return act


def pause(milliseconds: int) -> Act:
    """Time goes by."""
    return lambda page: page.wait_for_timeout(milliseconds)


def opened(summary: str) -> Act:
    """What is folded away, open."""
    return lambda page: page.locator("summary").filter(has_text=summary).first.click()


def checked(count: int, *then: str) -> Act:
    """The first rows of the library selected, and buttons pressed then."""

    def act(page: Page) -> None:
        for place in range(count):
            page.locator("[data-row]").nth(place).click()
        pressed(*then)(page)

    return act


def chosen(*files: tuple[str, bytes]) -> Act:
    """Files chosen for the upload."""
    payloads = [FilePayload(name=name, mimeType="audio/mpeg", buffer=content) for name, content in files]
    return lambda page: page.locator("input[type=file]").first.set_input_files(payloads)


def sample(index: int, mark: bytes = b"") -> bytes:
    """A bundled clip; with a mark it is a file that the site has never seen."""
    listed = json.loads((SAMPLES / "samples.json").read_text())
    return (SAMPLES / str(listed[index]["file"])).read_bytes() + mark


def never_sent(page: Page) -> None:
    """What is uploaded stays on its way."""

    def keep(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()

    page.route("**/api/v1/recordings/", keep)


def upload_refused(code: str, detail: str) -> Act:
    """The site refuses what is uploaded."""
    refusal = {"type": "client_error", "errors": [{"code": code, "detail": detail, "attr": "file"}]}

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(json=refusal, status=400)
        else:
            route.fallback()

    def act(page: Page) -> None:
        page.route("**/api/v1/recordings/", refuse)

    return act


def microphone(outcome: str) -> Act:
    """The browser asks for ever ("asking"), or refuses in the browser's own words ("NotAllowedError")."""
    answer = "new Promise(() => {})" if outcome == "asking" else f"Promise.reject(new DOMException('', '{outcome}'))"

    def act(page: Page) -> None:
        page.add_init_script(f"navigator.mediaDevices.getUserMedia = () => {answer}")

    return act


def analysis_is(analysis: str, segments: int | None = None, **changes: object) -> Act:
    """That analysis, further or less far than it is: with so many of its segments, and such fields."""

    def cut(result: Answer) -> Answer:
        kept = result["segments"] if segments is None else result["segments"][:segments]
        overall = changes.get("overall", result["overall"])
        return {**result, "segments": kept, "overall": overall}

    def change(body: Answer) -> Answer:
        count = body["segment_count"] if segments is None else segments
        return {**body, "segment_count": count, **changes}

    return both(
        changed(f"**/api/v1/analyses/{analysis}/", change),
        changed(f"**/api/v1/analyses/{analysis}/result/", cut),
    )


def deletion_pretended(page: Page) -> None:
    """What is deleted is said to be, and stays."""

    def pretend(route: Route) -> None:
        ids = (route.request.post_data_json or {}).get("ids", [])
        until = f"{date.today() + timedelta(days=7)}T12:00:00Z"
        route.fulfill(json={"id": str(uuid4()), "count": len(ids), "restorable_until": until})

    page.route("**/api/v1/recordings/delete/", pretend)


def reloaded(page: Page) -> None:
    """Opened again, whatever the page asks about leaving."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload(wait_until="load")
    page.wait_for_timeout(1500)


def each_open(page: Page) -> None:
    """Everything that is folded away, open."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
