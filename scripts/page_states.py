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

AUTH = "**/api/v1/auth/browser/v1"
PERSON: Answer = {"id": 7, "email": "ada@example.org", "two_factor": False}
TOTP_URL = "otpauth://totp/Undertone:ada%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Undertone"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
PLACES: list[Answer] = [
    {"id": 1, "user_agent": FIREFOX, "ip": "192.0.2.1", "created_at": 1_795_000_000, "is_current": True},
    {"id": 2, "user_agent": PHONE, "ip": "192.0.2.7", "created_at": 1_794_000_000, "is_current": False},
]
TOKEN: Answer = {
    "id": "t1",
    "name": "night job",
    "prefix": "ut_12ab",
    "created_at": "2026-11-01T10:00:00Z",
    "expires_at": "2031-02-01T10:00:00Z",
    "last_used_at": "2026-11-20T10:00:00Z",
}
LONG_TITLE = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_Interview_final_v2_WIRKLICH_final"
)


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


def accounts(**session: object) -> Act:
    """People sign in here; nobody has, unless a user is named."""
    whole = {"accounts": "required", "user": None, "sign_up": "open", "mail": True, "providers": [], **session}
    return both(
        answered("**/api/v1/session/", whole),
        answered(f"{AUTH}/auth/session", to_do("login"), status=401),
        answered(f"{AUTH}/auth/password/reset", {"status": 200, "data": {"user": PERSON}}),
        answered(f"{AUTH}/auth/email/verify", {"status": 200, "data": {"email": PERSON["email"], "user": PERSON}}),
    )


def to_do(*flows: str) -> Answer:
    """What is left to do before somebody is signed in, in django-allauth's words."""
    pending = [{"id": flow, "is_pending": flow != "login"} for flow in flows]
    return {"status": 401, "data": {"flows": pending}, "meta": {"is_authenticated": False}}


def signed_in(page: Page) -> None:
    """Somebody is in, at two places, with a token and without a second step."""
    accounts(user=PERSON)(page)
    answered(f"{AUTH}/auth/session", {"status": 200, "data": {"user": {"has_usable_password": True}}})(page)
    answered(f"{AUTH}/auth/sessions", {"status": 200, "data": PLACES})(page)
    answered(f"{AUTH}/account/authenticators", {"status": 200, "data": []})(page)
    totp = {"status": 404, "meta": {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "totp_url": TOTP_URL}}
    answered(f"{AUTH}/account/authenticators/totp", totp, status=404)(page)
    answered("**/api/v1/tokens/", [TOKEN])(page)


def credentials(email: str, password: str, button: str) -> Act:
    """Address and password, sent."""

    def act(page: Page) -> None:
        page.locator("input[autocomplete=username], input[type=email]").first.fill(email)
        page.locator("input[type=password]").first.fill(password)
        page.get_by_role("button", name=button).click()

    return act


def sign_in_refused(page: Page) -> None:
    """The password is wrong."""
    problem = {"code": "email_password_mismatch", "param": "password", "message": "Refused."}
    answered(f"{AUTH}/auth/login", {"status": 400, "errors": [problem]}, status=400)(page)


def second_step(page: Page) -> None:
    """The password was right, and a code is asked for."""
    answered(f"{AUTH}/auth/login", to_do("login", "mfa_authenticate"), status=401)(page)


def shared(analysis: Answer, recording: Answer, result: Answer, peaks: Answer, *, sound: bool = True) -> Act:
    """A link to that analysis, for whoever has it."""
    until = f"{date.today() + timedelta(days=7)}T12:00:00Z"
    body = {"id": "l1", "expires_at": until, "sound": sound, "recording": recording, "analysis": analysis}
    return both(
        answered("**/api/v1/shared/open/", body),
        answered("**/api/v1/shared/l1/", body),
        answered("**/api/v1/shared/l1/result/", result),
        answered("**/api/v1/shared/l1/peaks/*", peaks),
        answered("**/api/v1/shared/l1/peaks/", peaks),
        *(own_file(kind, recording["id"]) for kind in ("media", "video")),
    )


def own_file(kind: str, recording: str) -> Act:
    """What is heard and seen behind a link is the recording's own: its parts are asked for by the browser itself."""

    def lead(route: Route) -> None:
        route.continue_(url=route.request.url.replace("/shared/l1/", f"/recordings/{recording}/"))

    def act(page: Page) -> None:
        page.route(f"**/api/v1/shared/l1/{kind}/", lead)

    return act


def link_ended(page: Page) -> None:
    """The link is no longer what it was."""
    refusal = {"type": "client_error", "errors": [{"code": "link_ended", "detail": "It has ended.", "attr": None}]}
    answered("**/api/v1/shared/open/", refusal, status=404)(page)


def named(title: str) -> Change:
    """A recording, and whatever belongs to it, under another title."""

    def change(body: Answer) -> Answer:
        if "results" in body:
            return {**body, "results": [change(each) for each in body["results"]]}
        return {**body, **{key: title for key in ("title", "recording_title") if key in body}}

    return change


def told_of_silence(page: Page) -> None:
    """The page has asked again, and says so."""
    page.get_by_role("button", name="Try now").wait_for()


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


def searched(words: str) -> Act:
    """Looked for in the transcript."""
    return lambda page: page.get_by_role("searchbox").first.fill(words)


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
