"""Many recordings at once: deleted and restored, let go for good, put into an archive."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.models import Analysis, Recording
from recognition.services import analyses
from tests.recognition.conftest import Upload
from tests.recognition.library import add_analysis, make_recording
from worker import tasks

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/recordings/"


def titles(client: APIClient, **query: str) -> list[str]:
    return [each["title"] for each in client.get(URL, query).json()["results"]]


def test_what_is_deleted_is_out_of_sight_and_can_be_restored(client: APIClient, done: Analysis) -> None:
    deletion = client.post(f"{URL}delete/", {"ids": [str(done.recording_id)]}).json()
    assert deletion["count"] == 1
    assert titles(client) == []
    assert client.get(f"{URL}{done.recording_id}/").status_code == 404
    assert client.get(f"/api/v1/analyses/{done.id}/result/").status_code == 404
    shown = client.get(f"{URL}deleted/").json()["results"][0]
    assert (shown["deletion"], shown["restorable_until"]) == (deletion["id"], deletion["restorable_until"])
    assert client.post(f"{URL}restore/", {"deletion": deletion["id"]}).json() == {"count": 1}
    assert titles(client) == ["clip"]
    assert len(client.get(f"/api/v1/analyses/{done.id}/result/").json()["segments"]) == 3
    assert client.get(f"{URL}{done.recording_id}/media/").status_code == 200


def test_all_that_a_search_shows_can_be_deleted_and_nothing_else(client: APIClient) -> None:
    make_recording("keep", "something else")
    make_recording("go one", "budget", top="happy")
    make_recording("keep too", "budget", top="sad")
    answer = client.post(f"{URL}delete/", {"all": True, "search": "budget", "emotion": "happy"})
    assert answer.json()["count"] == 1
    assert titles(client, ordering="title") == ["keep", "keep too"]


def test_only_what_was_deleted_together_comes_back(client: APIClient) -> None:
    first, second = make_recording("first"), make_recording("second")
    client.post(f"{URL}delete/", {"ids": [str(first.id)]})
    deletion = client.post(f"{URL}delete/", {"ids": [str(second.id)]}).json()
    client.post(f"{URL}restore/", {"deletion": deletion["id"]})
    assert titles(client) == ["second"]
    client.post(f"{URL}restore/", {"ids": [str(first.id)]})
    assert titles(client, ordering="title") == ["first", "second"]


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": ["x"]}, {"all": True, "ids": [str(uuid4())]}, {"all": True, "emotion": "grumpy"}]
)
def test_a_selection_that_says_nothing_clear_deletes_nothing(client: APIClient, body: dict[str, object]) -> None:
    make_recording("x")
    answer = client.post(f"{URL}delete/", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")
    assert titles(client) == ["x"]


def test_the_time_to_restore_ends(client: APIClient, done: Analysis, stored_files: Callable[[], list[Path]]) -> None:
    client.post(f"{URL}delete/", {"all": True})
    Recording.objects.update(deleted_at=timezone.now() - timedelta(days=6.9))
    tasks.retention_run()
    assert Recording.objects.exists()
    Recording.objects.update(deleted_at=timezone.now() - timedelta(days=7.1))
    assert client.get(f"{URL}deleted/").json()["count"] == 0
    assert client.post(f"{URL}restore/", {"ids": [str(done.recording_id)]}).json() == {"count": 0}
    tasks.retention_run()
    assert not Recording.objects.exists()
    assert stored_files() == []


def test_what_was_deleted_can_be_let_go_at_once(
    client: APIClient, done: Analysis, stored_files: Callable[[], list[Path]]
) -> None:
    make_recording("stays")
    client.post(f"{URL}delete/", {"ids": [str(done.recording_id)]})
    assert client.delete(f"{URL}deleted/").json() == {"count": 1}
    assert client.get(f"{URL}deleted/").json()["count"] == 0
    tasks.retention_run()
    assert list(Recording.objects.values_list("title", flat=True)) == ["stays"]
    assert stored_files() == []


def test_a_single_delete_leaves_nothing_even_of_what_could_be_restored(
    client: APIClient, done: Analysis, stored_files: Callable[[], list[Path]]
) -> None:
    client.post(f"{URL}delete/", {"all": True})
    assert client.delete(f"{URL}{done.recording_id}/").status_code == 204
    assert not Recording.objects.exists()
    assert stored_files() == []


def archive(client: APIClient, **asked: object) -> ZipFile:
    answer: Any = client.post(f"{URL}archive/", asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    packed = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert packed.testzip() is None
    return packed


def test_an_archive_holds_the_formats_and_a_table_of_it(client: APIClient, done: Analysis, clip: bytes) -> None:
    packed = archive(client, all=True, formats=["json", "srt", "media"])
    assert packed.namelist() == ["clip.wav", "clip.json", "clip.srt", "recordings.csv"]
    assert packed.read("clip.wav") == clip
    assert json.loads(packed.read("clip.json"))["schema"] == "undertone.result/1"
    row = next(csv.DictReader(io.StringIO(packed.read("recordings.csv").decode("utf-8-sig"))))
    assert (row["title"], row["reads_as"], row["files"]) == ("clip", "sad", "clip.wav; clip.json; clip.srt")


def test_titles_become_names_that_every_system_takes_each_once(client: APIClient) -> None:
    for title in ("../Same", "..\\same", "Recordings", "a" * 200, "=1+1", "..."):
        make_recording(title, "x")
    names = archive(client, all=True, formats=["csv"]).namelist()
    assert len({name.casefold() for name in names}) == len(names) == 7
    assert not any("/" in name or "\\" in name or len(name) > 200 for name in names)


def test_every_analysis_can_be_asked_for(client: APIClient) -> None:
    recording = make_recording("x", "old words")
    add_analysis(recording, "new words")
    assert len(archive(client, all=True, formats=["json"]).namelist()) == 2
    names = archive(client, all=True, formats=["json"], analyses="every").namelist()
    assert len(names) == 3
    assert names[0] == "x.json"


def test_an_archive_is_written_while_it_is_sent(client: APIClient, upload: Upload, settings: Settings) -> None:
    for number in range(3):
        upload(title=f"clip {number}")
    answer: Any = client.post(f"{URL}archive/", {"all": True, "formats": ["media"]})
    blocks = iter(answer.streaming_content)
    first = next(blocks)
    assert 0 < len(first) < sum(len(block) for block in blocks)


def test_a_browsers_form_gets_it_too(client: APIClient, done: Analysis) -> None:
    answer: Any = client.post(
        f"{URL}archive/",
        f"ids={done.recording_id}&formats=json&formats=csv",
        content_type="application/x-www-form-urlencoded",
    )
    assert ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()[:2] == ["clip.json", "clip.csv"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="undertone-')


def test_an_archive_of_nothing_is_refused(client: APIClient) -> None:
    answer = client.post(f"{URL}archive/", {"all": True, "formats": ["json"]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")
    assert client.post(f"{URL}archive/", {"all": True, "formats": ["exe"]}).status_code == 400


def test_nobody_touches_other_peoples_recordings(accounts: dict[str, APIClient], upload: Upload) -> None:
    answer = upload(by=accounts["ada"])
    analyses.analysis_run(analysis_id=Analysis.objects.get().id)
    ids = {"ids": [answer.json()["id"]]}
    bob, ada = accounts["bob"], accounts["ada"]
    assert bob.post(f"{URL}delete/", ids, format="json").json()["count"] == 0
    assert bob.post(f"{URL}delete/", {"all": True}, format="json").json()["count"] == 0
    assert bob.post(f"{URL}archive/", {**ids, "formats": ["json"]}, format="json").status_code == 404
    deletion = ada.post(f"{URL}delete/", ids, format="json").json()
    assert bob.post(f"{URL}restore/", {"deletion": deletion["id"]}, format="json").json()["count"] == 0
    assert bob.get(f"{URL}deleted/").json()["count"] == 0
    assert bob.delete(f"{URL}deleted/").json()["count"] == 0
    assert ada.post(f"{URL}restore/", {"deletion": deletion["id"]}, format="json").json()["count"] == 1
