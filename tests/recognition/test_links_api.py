"""Share links: what their holder may read, for how long, and what nobody can do with one."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.links import COOKIE_SALT, cookie_name
from recognition.models import Analysis, Recording, ShareLink
from recognition.services.library import recordings_delete, recordings_restore
from recognition.services.links import MAX_LINKS
from recognition.services.recordings import analysis_create
from tests.recognition.conftest import Upload
from worker import tasks

OPEN = "/api/v1/shared/open/"
PARTS = ("", "result/", "media/", "peaks/", "export/json/")


def links_of(recording: Recording) -> str:
    return f"/api/v1/recordings/{recording.id}/links/"


def secret_in(url: str) -> str:
    return url.partition("#")[2]


Make = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def a_new_minute() -> None:
    """Only so many links are opened in one."""
    cache.clear()


@pytest.fixture
def make(client: APIClient, done: Analysis) -> Make:
    """Has a link made to the finished analysis; what is named replaces the defaults."""

    def made(**asked: Any) -> dict[str, Any]:
        answer = client.post(links_of(done.recording), {"analysis": str(done.id), **asked})
        assert answer.status_code == 201, answer.content
        body: dict[str, Any] = answer.json()
        return body

    return made


@pytest.fixture
def guest() -> APIClient:
    return APIClient()


def opened(guest: APIClient, url: str) -> Any:
    return guest.post(OPEN, {"secret": secret_in(url)})


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def read(guest: APIClient, link_id: str) -> dict[str, int]:
    return {part: guest.get(f"/api/v1/shared/{link_id}/{part}").status_code for part in PARTS}


def test_a_link_is_made_for_a_week_with_sound(make: Make) -> None:
    made = make()
    assert made["url"].startswith("http://testserver/shared#")
    assert (made["sound"], made["note"], made["times_opened"], made["last_opened_at"]) == (True, "", 0, None)
    left = ShareLink.objects.get().expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_only_a_hash_of_the_secret_is_kept(make: Make, client: APIClient, done: Analysis) -> None:
    secret = secret_in(make()["url"])
    row = ShareLink.objects.values().get()
    assert row["secret_sha256"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(row)
    assert "url" not in client.get(links_of(done.recording)).json()[0]


def test_who_opens_it_reads_everything_and_nothing_else_is_told(make: Make, guest: APIClient, done: Analysis) -> None:
    made = make(note="for the supervisor")
    answer = opened(guest, made["url"])
    assert answer.status_code == 200
    shown = answer.json()
    assert set(shown) == {"id", "expires_at", "sound", "recording", "analysis"}
    assert (shown["recording"]["title"], shown["analysis"]["id"]) == ("clip", str(done.id))
    assert "supervisor" not in answer.content.decode()
    assert read(guest, made["id"]) == dict.fromkeys(PARTS, 200)
    part = guest.get(f"/api/v1/shared/{made['id']}/media/", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.headers["Content-Length"]) == (206, "10")
    assert guest.get(f"/api/v1/shared/{made['id']}/result/").json()["segments"]


def test_the_cookie_is_for_this_link_alone_and_no_script_reads_it(make: Make, guest: APIClient) -> None:
    made = make()
    answer = opened(guest, made["url"])
    cookie = answer.cookies[cookie_name(ShareLink.objects.get().id)]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["path"] == f"/api/v1/shared/{made['id']}/"
    assert 0 < cookie["max-age"] <= 12 * 3600
    assert secret_in(made["url"]) not in cookie.value


def test_behind_tls_the_cookie_is_secure(make: Make) -> None:
    guest = APIClient()
    answer = guest.post(OPEN, {"secret": secret_in(make()["url"])}, secure=True)
    assert all(cookie["secure"] for cookie in answer.cookies.values())


def test_it_is_counted_how_often_and_when_a_link_was_opened(make: Make, guest: APIClient, client: APIClient) -> None:
    made = make()
    for _ in range(2):
        opened(guest, made["url"])
    read(guest, made["id"])
    [listed] = client.get(links_of(Recording.objects.get())).json()
    assert listed["times_opened"] == 2
    assert listed["last_opened_at"] is not None


def test_answers_are_kept_by_nobody(make: Make, guest: APIClient) -> None:
    made = make()
    assert opened(guest, made["url"]).headers["Cache-Control"] == "private, no-store"
    for part in PARTS:
        kept = guest.get(f"/api/v1/shared/{made['id']}/{part}").headers["Cache-Control"]
        assert kept in ("private, no-store", "private, no-cache"), part


@pytest.mark.parametrize("wrong", ["", "guess", "a" * 64, "ä" * 64, "=" * 64, "A" * 199])
def test_a_secret_that_is_none_opens_nothing(make: Make, guest: APIClient, wrong: str) -> None:
    make()
    answer = guest.post(OPEN, {"secret": wrong})
    assert answer.status_code == (404 if wrong else 400)
    assert answer.cookies == {}


def test_the_right_link_with_another_secret_opens_nothing(make: Make, guest: APIClient) -> None:
    first, second = secret_in(make()["url"]), secret_in(make()["url"])
    # The first characters are the link's id, the others its random part.
    assert code(guest.post(OPEN, {"secret": first[:24] + second[24:]})) == (404, "link_ended")


def test_without_the_cookie_nothing_is_read_and_nothing_is_told(make: Make, guest: APIClient) -> None:
    made = make()
    for link_id in (made["id"], str(uuid4())):
        for part in PARTS:
            assert code(guest.get(f"/api/v1/shared/{link_id}/{part}")) == (404, "link_ended"), part


def test_a_cookie_is_of_no_use_for_another_link(make: Make, guest: APIClient) -> None:
    one, other = make(), make()
    opened(guest, one["url"])
    mine = guest.cookies[f"undertone_shared_{one['id'].replace('-', '')}"].value
    guest.cookies[f"undertone_shared_{other['id'].replace('-', '')}"] = mine
    assert read(guest, other["id"]) == dict.fromkeys(PARTS, 404)


def test_a_cookie_of_ones_own_making_is_of_no_use(make: Make, guest: APIClient) -> None:
    made = make()
    forged = signing.dumps(f"{made['id']}:", key="guessed", salt=COOKIE_SALT)
    guest.cookies[f"undertone_shared_{made['id'].replace('-', '')}"] = forged
    assert read(guest, made["id"]) == dict.fromkeys(PARTS, 404)


def test_a_cookie_ends_by_itself(make: Make, guest: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make()
    opened(guest, made["url"])
    monkeypatch.setattr("recognition.links.COOKIE_MAX_AGE", timedelta(seconds=-1))
    assert read(guest, made["id"]) == dict.fromkeys(PARTS, 404)


def expire(made: dict[str, Any], _client: APIClient) -> None:
    ShareLink.objects.filter(id=made["id"]).update(expires_at=timezone.now())


def revoke(made: dict[str, Any], client: APIClient) -> None:
    link = ShareLink.objects.get(id=made["id"])
    assert client.delete(f"{links_of(link.recording)}{link.id}/").status_code == 204


def delete(made: dict[str, Any], _client: APIClient) -> None:
    recordings_delete(Recording.objects.all())


def delete_for_good(made: dict[str, Any], client: APIClient) -> None:
    client.delete(f"/api/v1/recordings/{Recording.objects.get().id}/")


@pytest.mark.parametrize("end", [expire, revoke, delete, delete_for_good])
def test_what_has_ended_neither_opens_nor_goes_on(
    make: Make, guest: APIClient, client: APIClient, end: Callable[[dict[str, Any], APIClient], None]
) -> None:
    made = make()
    opened(guest, made["url"])
    end(made, client)
    assert code(opened(guest, made["url"])) == (404, "link_ended")
    for part in PARTS:
        assert code(guest.get(f"/api/v1/shared/{made['id']}/{part}")) == (404, "link_ended"), part


def test_what_is_restored_is_shown_again(make: Make, guest: APIClient) -> None:
    made = make()
    recordings_delete(Recording.objects.all())
    recordings_restore(Recording.objects.all())
    assert opened(guest, made["url"]).status_code == 200


def test_a_link_without_sound_shows_everything_but_that(make: Make, guest: APIClient) -> None:
    made = make(sound=False)
    assert opened(guest, made["url"]).json()["sound"] is False
    assert code(guest.get(f"/api/v1/shared/{made['id']}/media/")) == (403, "sound_not_shared")
    assert guest.get(f"/api/v1/shared/{made['id']}/peaks/").status_code == 200


def test_a_link_shows_the_waveform_closely(make: Make, guest: APIClient) -> None:
    made = make()
    opened(guest, made["url"])
    peaks = f"/api/v1/shared/{made['id']}/peaks/"
    assert guest.get(peaks, {"start_s": 1, "end_s": 2}).json()["end_s"] == 2.0
    assert code(guest.get(peaks, {"start_s": 2, "end_s": 1})) == (400, "invalid_range")


def another_analysis(recording: Recording) -> Analysis:
    return analysis_create(recording=recording, model="voice-words", asr="auto", language=None, speaker_baseline=True)


def test_another_analysis_of_the_recording_is_not_shown(make: Make, guest: APIClient, done: Analysis) -> None:
    made = make()
    another_analysis(done.recording)
    assert opened(guest, made["url"]).json()["analysis"]["id"] == str(done.id)


def test_a_link_to_no_analysis_in_particular_shows_the_newest(make: Make, guest: APIClient, done: Analysis) -> None:
    made = make(analysis=None)
    newer = another_analysis(done.recording)
    assert opened(guest, made["url"]).json()["analysis"]["id"] == str(newer.id)


def test_an_analysis_of_another_recording_cannot_be_shared(client: APIClient, done: Analysis, upload: Upload) -> None:
    other = upload().json()
    answer = client.post(f"/api/v1/recordings/{other['id']}/links/", {"analysis": str(done.id)})
    assert answer.status_code == 404
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_a_link(make: Make, guest: APIClient, method: str) -> None:
    made = make()
    opened(guest, made["url"])
    for part in PARTS:
        answer = getattr(guest, method)(f"/api/v1/shared/{made['id']}/{part}", {"title": "mine"})
        assert answer.status_code == 405, part
    assert Recording.objects.get().title == "clip"


@pytest.mark.parametrize(
    "asked",
    [{"expires_days": 0}, {"expires_days": 366}, {"expires_days": "soon"}, {"analysis": "1"}, {"note": "n" * 201}],
)
def test_bad_input_makes_no_link(client: APIClient, done: Analysis, asked: dict[str, Any]) -> None:
    assert client.post(links_of(done.recording), asked).status_code == 400
    assert not ShareLink.objects.exists()


def test_a_recording_has_only_so_many_links(make: Make, client: APIClient, done: Analysis) -> None:
    made = make()
    stored = ShareLink.objects.get()
    ShareLink.objects.bulk_create(
        ShareLink(recording=stored.recording, secret_sha256=str(number), expires_at=stored.expires_at)
        for number in range(MAX_LINKS - 1)
    )
    assert code(client.post(links_of(done.recording))) == (409, "too_many_links")
    client.delete(f"{links_of(done.recording)}{made['id']}/")
    assert client.post(links_of(done.recording)).status_code == 201


def test_the_clock_sweeps_those_whose_time_is_over(make: Make) -> None:
    kept, over = make(), make()
    expire(over, APIClient())
    tasks.retention_run()
    assert [str(link.id) for link in ShareLink.objects.all()] == [kept["id"]]


# With accounts


@pytest.fixture
def adas(accounts: dict[str, APIClient], upload: Upload) -> Recording:
    return Recording.objects.get(id=upload(by=accounts["ada"]).json()["id"])


def test_nobody_needs_an_account_to_read_a_link(accounts: dict[str, APIClient], adas: Recording) -> None:
    made = accounts["ada"].post(links_of(adas)).json()
    for reader in ("nobody", "bob"):
        assert opened(accounts[reader], made["url"]).status_code == 200
        assert accounts[reader].get(f"/api/v1/shared/{made['id']}/media/").status_code == 200
        assert accounts[reader].get(f"/api/v1/recordings/{adas.id}/").status_code in (401, 404)


def test_only_the_owner_makes_lists_and_takes_back(accounts: dict[str, APIClient], adas: Recording) -> None:
    made = accounts["ada"].post(links_of(adas)).json()
    for reader, status in (("nobody", 401), ("bob", 404)):
        assert accounts[reader].get(links_of(adas)).status_code == status
        assert accounts[reader].post(links_of(adas)).status_code == status
        assert accounts[reader].delete(f"{links_of(adas)}{made['id']}/").status_code == status
    assert ShareLink.objects.count() == 1


def test_links_of_somebody_who_may_not_sign_in_any_more_end(accounts: dict[str, APIClient], adas: Recording) -> None:
    made = accounts["ada"].post(links_of(adas)).json()
    assert adas.owner is not None
    adas.owner.is_active = False
    adas.owner.save()
    assert code(opened(accounts["nobody"], made["url"])) == (404, "link_ended")


def test_a_recording_without_an_owner_is_shared_by_nobody_once_accounts_are_required(
    make: Make, guest: APIClient, settings: Settings
) -> None:
    made = make()
    settings.UNDERTONE_ACCOUNTS = "required"
    assert opened(guest, made["url"]).status_code == 404
