"""A film's sound and its action units, from the upload to the result, by the model and the pipeline that are shipped."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.engine.fusion import cards
from recognition.models import Analysis
from recognition.services import analyses, corrections
from tests.openface import FRAMES_PER_S, openface

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "frontend" / "public" / "samples" / "angry.mp3"
SEEN_S = 4


@pytest.fixture(autouse=True)
def real(pipeline: None, own_folders: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the made-up model and the instant pipeline."""
    settings.UNDERTONE_CORRECTION_WAIT_S = 0.0
    settings.UNDERTONE_PIPELINE = "recognition.engine.pipeline"
    monkeypatch.setattr(cards, "CHECKPOINTS_DIR", ROOT / "recognition" / "engine" / "checkpoints")


@pytest.fixture
def read(client: APIClient) -> Analysis:
    form = {
        "file": SimpleUploadedFile("film.mp3", SAMPLE.read_bytes()),
        "action_units": SimpleUploadedFile("film.csv", openface(SEEN_S * FRAMES_PER_S)),
        "model": "au-mfcc",
        "asr": "pocketsphinx",
        "language": "en",
    }
    answer = client.post("/api/v1/recordings/", form, format="multipart")
    assert answer.status_code == 201, answer.json()
    analysis = Analysis.objects.get()
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    return analysis


def test_the_face_is_read_told_exported_and_stays_when_words_are_corrected(client: APIClient, read: Analysis) -> None:
    assert (read.status, read.error) == ("done", None)
    address = f"/api/v1/analyses/{read.id}/"
    result = client.get(f"{address}result/").json()
    first, last = result["segments"][0], result["segments"][-1]
    assert sum(first["scores"]["face"].values()) == pytest.approx(1.0)
    assert first["scores"]["fused"] != first["scores"]["voice"]
    assert first["weights"]["face"] > 0
    assert last["start_s"] > SEEN_S
    assert (last["scores"]["face"], "no_face" in last["reasons"]) == (None, True)
    assert result["overall"]["scores"]["face"] is not None

    assert "face_happy" in client.get(f"{address}export/csv/").content.decode()

    asked = client.patch(f"{address}segments/0/", {"text": "quite another sentence"}, format="json")
    assert asked.status_code == 202, "no worker is at work"
    corrections.correction_apply(analysis_id=read.id, index=0)
    corrected = client.get(f"{address}result/").json()["segments"][0]
    assert corrected["text"] == "quite another sentence"
    assert corrected["scores"]["face"] == pytest.approx(first["scores"]["face"])
