"""What somebody prefers, what it does, and how much room is taken."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.models import Preferences, Recording
from recognition.services import renditions, retention
from tests.recognition.conftest import Upload
from tests.recognition.library import make_recording

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/settings/"
Clients = dict[str, APIClient]


def storage(client: APIClient) -> dict[str, Any]:
    body: dict[str, Any] = client.get("/api/v1/storage/").json()
    return body


def test_at_first_everything_is_as_the_server_has_it(client: APIClient) -> None:
    assert client.get(URL).json() == {
        "retention_days": None,
        "model": "",
        "asr": "",
        "speaker_baseline": True,
        "retention_server_days": None,
        "retention_in_force_days": None,
        "deleted_kept_days": 7.0,
        "accounts": "local",
    }


def test_what_is_chosen_is_kept_and_the_rest_stays(client: APIClient) -> None:
    client.patch(URL, {"retention_days": 30})
    body = client.patch(URL, {"asr": "pocketsphinx"}).json()
    assert (body["retention_days"], body["retention_in_force_days"], body["asr"]) == (30, 30, "pocketsphinx")
    assert client.patch(URL, {"retention_days": None}).json()["retention_in_force_days"] is None
    assert Preferences.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("retention_days", 0, "min_value"),
        ("retention_days", "soon", "invalid"),
        ("model", "crystal-ball", "unknown_model"),
        ("asr", "ouija", "unknown_asr"),
        ("speaker_baseline", "maybe", "invalid"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused(client: APIClient, field: str, value: object, code: str) -> None:
    answer = client.patch(URL, {field: value})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert not Preferences.objects.exists()


def test_nobody_keeps_recordings_longer_than_the_server(client: APIClient, settings: Settings) -> None:
    settings.UNDERTONE_RETENTION_DAYS = 30
    answer = client.patch(URL, {"retention_days": 31})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "over_server_limit")
    assert "30 days" in answer.json()["errors"][0]["detail"]
    client.patch(URL, {"retention_days": 20})
    settings.UNDERTONE_RETENTION_DAYS = 10
    assert client.get(URL).json()["retention_in_force_days"] == 10


def test_an_upload_follows_what_is_preferred_unless_it_says_otherwise(client: APIClient, upload: Upload) -> None:
    assert upload().json()["analysis"]["speaker_baseline"] is True
    client.patch(URL, {"asr": "pocketsphinx", "speaker_baseline": False})
    preferred = upload().json()
    assert (preferred["analysis"]["asr"], preferred["analysis"]["speaker_baseline"]) == ("pocketsphinx", False)
    asked = upload(asr="auto", speaker_baseline="true").json()["analysis"]
    assert (asked["asr"], asked["speaker_baseline"]) == ("auto", True)
    again = client.post(f"/api/v1/recordings/{preferred['id']}/analyses/", {}).json()
    assert (again["asr"], again["speaker_baseline"]) == ("pocketsphinx", False)


def test_the_sweep_honours_what_is_chosen(client: APIClient) -> None:
    make_recording("old", days_old=5)
    make_recording("new", days_old=3)
    retention.retention_apply()
    assert Recording.objects.count() == 2
    client.patch(URL, {"retention_days": 4})
    retention.retention_apply()
    assert Recording.objects.get().title == "new"


def test_the_servers_limit_holds_beside_a_longer_choice(client: APIClient, settings: Settings) -> None:
    make_recording("old", days_old=5)
    client.patch(URL, {"retention_days": 100})
    settings.UNDERTONE_RETENTION_DAYS = 4
    retention.retention_apply()
    assert not Recording.objects.exists()


def test_everybodys_choice_is_for_their_own(accounts: Clients, upload: Upload) -> None:
    for name in ("ada", "bob"):
        upload(by=accounts[name], title=name)
    Recording.objects.update(created_at=timezone.now() - timedelta(days=5))
    accounts["ada"].patch(URL, {"retention_days": 4}, format="json")
    assert accounts["bob"].get(URL).json()["retention_days"] is None
    retention.retention_apply()
    assert Recording.objects.get().title == "bob"
    assert accounts["nobody"].get(URL).status_code == 401
    assert accounts["nobody"].get("/api/v1/storage/").status_code == 401


def test_there_is_one_row_of_preferences_each() -> None:
    Preferences.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Preferences.objects.create()
    Preferences.objects.create(owner=User.objects.create_user("ada"))


def test_storage_is_told_by_kind_and_recording(client: APIClient, upload: Upload, clip: bytes) -> None:
    upload(title="small")
    make_recording("large")
    Recording.objects.filter(title="large").update(size_bytes=5_000_000, rendition_bytes=1_000)
    gone = make_recording("gone")
    client.post("/api/v1/recordings/delete/", {"ids": [str(gone.id)]})
    used = storage(client)
    assert (used["recordings"], used["deleted"]) == (2, 1)
    assert used["bytes"]["originals"] == 5_000_000 + len(clip)
    assert (used["bytes"]["renditions"], used["bytes"]["deleted"]) == (1_000, 100)
    assert used["bytes"]["database"] > 0
    assert [each["title"] for each in used["largest"]] == ["large", "small"]
    assert used["largest"][0]["analysis"] is not None


def test_a_rendition_is_counted(client: APIClient, upload: Upload) -> None:
    recording_id = upload().json()["id"]
    Recording.objects.update(rendition_wanted=True)
    renditions.rendition_write(recording_id=recording_id)
    recording = Recording.objects.get()
    assert recording.rendition_bytes == recording.rendition.size
    assert storage(client)["bytes"]["renditions"] == recording.rendition.size


def test_what_goes_next_is_told_with_its_day(client: APIClient) -> None:
    oldest = make_recording("oldest", days_old=25)
    make_recording("newer", days_old=10)
    assert storage(client)["next_to_expire"] == []
    client.patch(URL, {"retention_days": 30})
    used = storage(client)
    assert (used["retention_days"], used["expiring_within_week"]) == (30, 1)
    assert [each["title"] for each in used["next_to_expire"]] == ["oldest", "newer"]
    oldest.refresh_from_db()
    assert used["next_to_expire"][0]["at"] == (oldest.created_at + timedelta(days=30)).isoformat().replace(
        "+00:00", "Z"
    )


def test_storage_takes_as_many_queries_however_much_there_is(client: APIClient) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            storage(client)
        return len(counted)

    make_recording("x", "y")
    few = queries()
    for number in range(20):
        make_recording(f"x {number}", "y")
    assert queries() == few


def test_other_peoples_room_is_not_told(accounts: Clients, upload: Upload) -> None:
    upload(by=accounts["ada"])
    used = storage(accounts["bob"])
    assert (used["recordings"], used["bytes"]["originals"], used["largest"]) == (0, 0, [])
    assert (used["bytes"]["database"], used["bytes"]["free"]) == (None, None)
