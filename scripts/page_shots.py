"""Every page of a running Undertone in every state that can be brought about: what scripts.screenshots takes pictures of."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.request import urlopen

from scripts.page_states import (
    EMPTY,
    LONG_TITLE,
    Act,
    accounts,
    analysis_is,
    answered,
    both,
    changed,
    checked,
    chosen,
    credentials,
    deletion_pretended,
    each_open,
    keys,
    link_ended,
    microphone,
    named,
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
    searched,
    second_step,
    shared,
    sign_in_refused,
    signed_in,
    silent,
    speaking,
    told_of_silence,
    upload_refused,
    waiting,
)

TELLING = 8  # segments: fewer leave a transcript and a timeline that show little


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
        *account_shots(),
        *shared_shots(url),
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
    typical = shown_by(by_length)["analysis"]["id"]
    film = next((each["analysis"]["id"] for each in reversed(by_length) if each["has_video"]), None)
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
        "numbers": each_open,
        "export": pressed("Export"),
        "again": pressed("Analyse again"),
        "share": pressed("Share"),
        "delete": pressed("Delete"),
        "renaming": pressed("Rename"),
        "found": searched("happy"),
    }
    films = {"film": nothing, "film-segment": keys("j", "j"), "film-explained": both(keys("j", "w"), pause(4000))}
    return [
        Shot("analysis", path),
        Shot("analysis-german", path, before=speaking("de")),
        Shot("analysis-long-title", path, before=changed("**/api/v1/recordings/*/", named(LONG_TITLE))),
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
        *(Shot(f"analysis-{name}", f"/analyses/{film}", after=act) for name, act in films.items() if film),
    ]


def shown_by(by_length: list[Any]) -> Any:
    """The shortest sound that has something of everything, else the longest there is."""
    sounds = (each for each in by_length if each["analysis"]["segment_count"] >= TELLING and not each["has_video"])
    return next(sounds, by_length[-1])


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


def account_shots() -> list[Shot]:
    """The door, and what an account has in Settings."""
    provider = accounts(providers=[{"id": "oidc", "name": "Example University"}])
    wrong = credentials("ada@example.org", "wrong", "Sign in")
    right = credentials("ada@example.org", "three quiet rivers", "Sign in")
    return [
        Shot("sign-in", "/sign-in", before=accounts()),
        Shot("sign-in-german", "/sign-in", before=both(accounts(), speaking("de"))),
        Shot("sign-in-provider", "/sign-in", before=provider),
        Shot("sign-in-refused", "/sign-in", before=both(accounts(), sign_in_refused), after=wrong),
        Shot("sign-in-second-step", "/sign-in", before=both(accounts(), second_step), after=right),
        Shot("sign-in-forgot", "/sign-in/forgot", before=accounts()),
        Shot("sign-in-reset", "/sign-in/reset/1-abc", before=accounts()),
        Shot("sign-in-verify", "/sign-in/verify/abc", before=accounts()),
        Shot("sign-up", "/sign-up", before=accounts()),
        Shot("sign-up-german", "/sign-up", before=both(accounts(), speaking("de"))),
        Shot("sign-up-closed", "/sign-up", before=accounts(sign_up="closed")),
        Shot("settings-account", "/settings", before=signed_in),
        Shot("settings-account-german", "/settings", before=both(signed_in, speaking("de"))),
        Shot("settings-second-step", "/settings", before=signed_in, after=pressed("Set up")),
        Shot("account-menu", "/library", before=signed_in, after=pressed("ada@example.org")),
    ]


def shared_shots(url: str) -> list[Shot]:
    """What a link shows, and where it shows nothing any more."""
    ended = Shot("shared-ended", "/shared#gone", before=link_ended)
    if not (done := listed(url, "recordings/?status=done&page_size=100")):
        return [ended]
    recording = shown_by(sorted(done, key=lambda each: each["duration_s"]))
    result = asked(url, f"analyses/{recording['analysis']['id']}/result/")
    peaks = asked(url, f"recordings/{recording['id']}/peaks/")
    link = shared(recording["analysis"], recording, result, peaks)
    silent_link = shared(recording["analysis"], recording, result, peaks, sound=False)
    return [
        Shot("shared", "/shared#secret", before=link),
        Shot("shared-german", "/shared#secret", before=both(link, speaking("de"))),
        Shot("shared-silent", "/shared#secret", before=silent_link),
        ended,
        Shot("shared-ended-german", "/shared#gone", before=both(link_ended, speaking("de"))),
    ]


def library_shots() -> list[Shot]:
    """The library, found in, selected from, and empty."""
    return [
        Shot("library", "/library"),
        Shot("library-german", "/library", before=speaking("de")),
        Shot("library-long-title", "/library", before=changed("**/api/v1/recordings/*", named(LONG_TITLE))),
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
    with urlopen(f"{url}/api/v1/{path}", timeout=60) as answer:
        return json.load(answer)
