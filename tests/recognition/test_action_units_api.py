"""Faces beside recordings: OpenFace's tables are taken with an upload or later, and models of faces ask for them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition import catalogue
from recognition.models import Recording
from tests.openface import openface
from tests.recognition.conftest import Upload

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/recordings/"
Files = Callable[[], list[Path]]


def table(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("face.csv", content, content_type="text/csv")


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> None:
    """`voice-words` as a model that reads faces."""
    real = catalogue.model_card
    monkeypatch.setattr(catalogue, "model_card", lambda model: {**real(model), "needs": [catalogue.ACTION_UNITS]})


def test_an_upload_brings_its_face(upload: Upload, stored_files: Files, faces: None) -> None:
    answer = upload(action_units=table(openface()), model="voice-words")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["has_action_units"] is True
    recording = Recording.objects.get()
    assert recording.action_units.read() == openface()
    assert recording.action_units_bytes == len(openface())
    assert sorted(path.name for path in stored_files()) == ["action-units.csv", "original"]


def test_a_model_of_faces_is_refused_without_one(upload: Upload, stored_files: Files, faces: None) -> None:
    answer = upload(model="voice-words")
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "action_units_missing"
    assert stored_files() == []


def test_a_face_can_come_later_and_goes_with_its_recording(
    upload: Upload, client: APIClient, stored_files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = upload().json()
    assert body["has_action_units"] is False
    address = f"{URL}{body['id']}/"
    real = catalogue.model_card
    monkeypatch.setattr(catalogue, "model_card", lambda model: {**real(model), "needs": [catalogue.ACTION_UNITS]})
    assert client.post(f"{address}analyses/", {"model": "voice-words"}, format="json").status_code == 409
    added = client.post(f"{address}action-units/", {"action_units": table(openface())}, format="multipart")
    assert (added.status_code, added.json()["has_action_units"]) == (201, True)
    again = client.post(f"{address}action-units/", {"action_units": table(openface(90))}, format="multipart")
    assert again.status_code == 201
    assert Recording.objects.get().action_units.read() == openface(90)
    assert client.post(f"{address}analyses/", {"model": "voice-words"}, format="json").status_code == 201
    assert client.delete(address).status_code == 204
    assert stored_files() == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "lacks"),
        (b"timestamp, confidence\n0, 1\n", "lacks success"),
        (openface().replace(b"AU45_c", b"AU99_c"), "lacks AU45_c"),
        (openface(AU12_r="wide"), "Line 2"),
        (openface(timestamp="nan"), "not a number"),
        (b"\xff\xfe\x00" * 100, "not a CSV"),
    ],
)
def test_what_is_no_such_table_is_refused_and_leaves_nothing(
    upload: Upload, stored_files: Files, content: bytes, complaint: str
) -> None:
    answer = upload(action_units=table(content))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "bad_action_units"
    assert complaint in answer.json()["errors"][0]["detail"]
    assert stored_files() == []


def test_a_table_that_is_too_large_is_refused(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.engine.features.action_units.MAX_BYTES", 1000)
    answer = upload(action_units=table(openface()))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "action_units_too_large")


def test_of_the_storage_it_counts_too(upload: Upload, settings: Settings) -> None:
    upload(action_units=table(openface()))
    recording = Recording.objects.get()
    assert recording.stored_names == [recording.file.name, recording.action_units.name]
