"""POST, GET, PATCH, DELETE of recordings."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.engine.labels import STAGES
from recognition.models import Analysis, AnalysisStage, Recording
from tests.recognition.conftest import Upload

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/recordings/"
Files = Callable[[], list[Path]]


def test_stages_are_the_engines() -> None:
    assert tuple(AnalysisStage.values) == STAGES


def test_an_upload_is_stored_and_queued(upload: Upload, clip: bytes) -> None:
    answer = upload(title="Monday")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["title"], body["name"], body["media_type"]) == ("Monday", "clip.wav", "audio/wav")
    assert body["size_bytes"] == len(clip)
    assert body["duration_s"] == pytest.approx(1.5, abs=0.05)
    assert body["analysis"]["status"] == "queued"
    assert body["analysis"]["recording"] == body["id"]
    assert Recording.objects.get().file.read() == clip


def test_an_upload_is_hashed(upload: Upload, clip: bytes) -> None:
    import hashlib

    assert upload().json()["sha256"] == hashlib.sha256(clip).hexdigest()


def test_the_title_comes_from_the_name_when_none_is_given(upload: Upload) -> None:
    assert upload(name="Interview 3.wav").json()["title"] == "Interview 3"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.wav", "passwd.wav"),
        ("a\"b'c.wav", "a\"b'c.wav"),
        ("line\nbreak.wav", None),
        ("🎙️ mood.wav", None),
        ("x" * 300 + ".wav", None),
        ("." + "y" * 300, None),
    ],
)
def test_no_name_leaves_the_data_folder(upload: Upload, stored_files: Files, name: str, kept: str | None) -> None:
    answer = upload(name=name)
    assert answer.status_code == 201
    stored = answer.json()["name"]
    assert len(stored) <= 255
    assert stored.isprintable()
    assert "/" not in stored
    assert kept is None or stored == kept
    assert [path.name for path in stored_files()] == ["original"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "empty_audio"),
        (b"this is no sound at all\n" * 50, 415, "unsupported_media"),
        (b"<!doctype html><html><body>hello</body></html>", 415, "unsupported_media"),
        (b"PK\x03\x04" + bytes(200), 415, "unsupported_media"),
        (b"RIFF\x00\x00\x00\x00WAVE", 400, "corrupt_media"),
    ],
)
def test_what_is_no_recording_is_refused_and_leaves_nothing(
    upload: Upload, stored_files: Files, content: bytes, status: int, code: str
) -> None:
    answer = upload(content=content)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["code"] == code
    assert not Recording.objects.exists()
    assert stored_files() == []


def test_a_file_over_the_size_limit_is_refused(upload: Upload, settings: Settings, stored_files: Files) -> None:
    settings.UNDERTONE_MAX_UPLOAD_BYTES = 1000
    answer = upload()
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["code"] == "too_large"
    assert not Recording.objects.exists()
    assert stored_files() == []


def test_a_recording_over_the_length_limit_is_refused(upload: Upload, settings: Settings, stored_files: Files) -> None:
    settings.UNDERTONE_MAX_DURATION_S = 1
    answer = upload()
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "too_long"
    assert stored_files() == []


@pytest.mark.parametrize(
    ("field", "value", "code"), [("model", "crystal-ball", "unknown_model"), ("asr", "ouija", "unknown_asr")]
)
def test_an_unknown_choice_is_refused(upload: Upload, stored_files: Files, field: str, value: str, code: str) -> None:
    answer = upload(**{field: value})
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert (error["code"], error["attr"]) == (code, field)
    assert value in error["detail"]
    assert stored_files() == []


def test_a_path_is_no_model(upload: Upload, tmp_path: Path) -> None:
    assert upload(model=str(tmp_path / "checkpoints" / "voice-words")).status_code == 400


def test_a_form_without_a_file_is_refused(client: APIClient) -> None:
    answer = client.post(URL, {"title": "x"}, format="multipart")
    assert answer.status_code == 400
    assert answer.json()["errors"][0] == {"code": "required", "detail": "No file was submitted.", "attr": "file"}


def test_a_failure_while_storing_leaves_no_file(
    client: APIClient, upload: Upload, stored_files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False

    def fail(**_row: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(Analysis.objects, "create", fail)
    assert upload().status_code == 500
    assert not Recording.objects.exists()
    assert stored_files() == []


def test_the_broker_being_away_loses_nothing(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    from worker import tasks

    def fail(*_ids: str) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.analysis_run, "delay", fail)
    assert upload().status_code == 201
    assert Analysis.objects.get().status == "queued"


def test_the_list_is_newest_first_and_paged(client: APIClient, upload: Upload) -> None:
    for title in ("first", "second", "third"):
        upload(title=title)
    page = client.get(URL, {"page_size": 2}).json()
    assert [each["title"] for each in page["results"]] == ["third", "second"]
    assert page["count"] == 3
    assert client.get(page["next"]).json()["results"][0]["title"] == "first"


def test_the_list_can_be_searched_in_titles_and_transcripts(client: APIClient, upload: Upload, done: Analysis) -> None:
    upload(title="Budget meeting")
    assert _titles(client, search="budget") == ["Budget meeting"]
    assert _titles(client, search="number 2") == ["clip"]
    assert _titles(client, search="nothing like it") == []


def test_the_list_can_be_filtered_and_ordered(client: APIClient, upload: Upload, done: Analysis) -> None:
    upload(title="waiting")
    assert _titles(client, emotion="sad") == ["clip"]
    assert _titles(client, emotion="angry") == []
    assert _titles(client, status="queued") == ["waiting"]
    assert _titles(client, ordering="title") == ["clip", "waiting"]


def test_a_file_that_is_there_already_is_found_by_its_hash(client: APIClient, upload: Upload, clip: bytes) -> None:
    upload(title="the same sound")
    assert _titles(client, sha256=hashlib.sha256(clip).hexdigest()) == ["the same sound"]
    assert _titles(client, sha256=hashlib.sha256(clip + b"!").hexdigest()) == []


@pytest.mark.parametrize(
    "query", [{"emotion": "grumpy"}, {"status": "lost"}, {"ordering": "sha256"}, {"sha256": "not a hash"}]
)
def test_an_unknown_filter_value_is_refused(client: APIClient, query: dict[str, str]) -> None:
    answer = client.get(URL, query)
    assert answer.status_code == 400
    assert answer.json()["type"] == "validation_error"


def _titles(client: APIClient, **query: str) -> list[str]:
    return [each["title"] for each in client.get(URL, query).json()["results"]]


def test_one_recording_shows_all_its_analyses(client: APIClient, recording: Recording) -> None:
    client.post(f"{URL}{recording.id}/analyses/", {"asr": "pocketsphinx"})
    body = client.get(f"{URL}{recording.id}/").json()
    assert [each["asr"] for each in body["analyses"]] == ["pocketsphinx", "auto"]
    assert body["analysis"] == body["analyses"][0]


def test_the_title_can_be_changed(client: APIClient, recording: Recording) -> None:
    answer = client.patch(f"{URL}{recording.id}/", {"title": "Tuesday", "name": "evil.exe"})
    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["name"]) == ("Tuesday", "clip.wav")


def test_an_empty_title_is_refused(client: APIClient, recording: Recording) -> None:
    answer = client.patch(f"{URL}{recording.id}/", {"title": " "})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "title")


@pytest.mark.parametrize("body", ['{"title": ', "[" * 100_000, '{"title": NaN}'], ids=["cut", "too deep", "no number"])
def test_malformed_json_is_refused(client: APIClient, recording: Recording, body: str) -> None:
    answer = client.generic("PATCH", f"{URL}{recording.id}/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "parse_error")


def test_deleting_leaves_nothing(client: APIClient, done: Analysis, stored_files: Files) -> None:
    assert client.delete(f"{URL}{done.recording_id}/").status_code == 204
    assert not Analysis.objects.exists()
    assert stored_files() == []
    assert client.get(f"{URL}{done.recording_id}/").status_code == 404


@pytest.mark.parametrize("path", ["", "media/", "peaks/"])
def test_an_unknown_recording_is_not_found(client: APIClient, path: str) -> None:
    answer = client.get(f"{URL}{uuid4()}/{path}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "method"), [("", "put"), ("media/", "post"), ("peaks/", "delete"), ("analyses/", "get")]
)
def test_other_methods_are_refused(client: APIClient, recording: Recording, path: str, method: str) -> None:
    answer = getattr(client, method)(f"{URL}{recording.id}/{path}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (405, "method_not_allowed")
