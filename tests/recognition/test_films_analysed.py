"""A film from the upload to a result that tells of faces, by the pipeline that is shipped, alone and shared out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition import decoded, inference
from recognition.engine.fusion import cards
from recognition.engine.testing import silence
from recognition.models import Analysis
from recognition.part_models import Part, PartStatus
from recognition.services import analyses, corrections, part_reading
from tests.films import Face, spoken, talking_film
from tests.seeing_model import seeing_model

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def real(
    pipeline: None, own_folders: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The real pipeline, and a model that looks."""
    settings.UNDERTONE_CORRECTION_WAIT_S = 0.0
    settings.UNDERTONE_PIPELINE = "recognition.engine.pipeline"
    monkeypatch.setattr(cards, "CHECKPOINTS_DIR", seeing_model(tmp_path / "shipped" / "seeing", monkeypatch).parent)
    inference.pipeline.cache_clear()
    yield
    decoded.forget()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    speech = np.concatenate([spoken(2.5), silence(3.5), spoken(2.5)])
    return talking_film(path, faces=[Face(until_s=4.0)], speech=speech, times=[at / 3 for at in range(27)]).read_bytes()


def analysed(client: APIClient, film: bytes) -> dict[str, Any]:
    form = {
        "file": SimpleUploadedFile("film.mp4", film),
        "model": "seeing",
        "asr": "pocketsphinx",
        "language": "pl",
    }
    answer = client.post("/api/v1/recordings/", form, format="multipart")
    assert answer.status_code == 201, answer.json()
    analysis = Analysis.objects.get(id=answer.json()["analysis"]["id"])
    analyses.analysis_run(analysis_id=analysis.id)
    while part := Part.objects.filter(analysis=analysis, status=PartStatus.WAITING).first():
        part_reading.part_run(part_id=part.pk)
    analysis.refresh_from_db()
    if analysis.status != "done":
        analyses.analysis_run(analysis_id=analysis.id)
        analysis.refresh_from_db()
    assert (analysis.status, analysis.error) == ("done", None)
    return {**client.get(f"/api/v1/analyses/{analysis.id}/result/").json(), "id": analysis.id}


def test_faces_are_told_kept_when_words_are_corrected_and_the_same_when_shared_out(
    client: APIClient, film: bytes, settings: Settings
) -> None:
    alone = analysed(client, film)
    first, last = alone["segments"][0], alone["segments"][-1]
    assert first["faces"][0].keys() == {"at_s", "x", "y", "width", "height"}
    assert first["scores"]["face"] is not None
    assert (last["scores"]["face"], last["faces"], "no_face" in last["reasons"]) == (None, [], True)

    address = f"/api/v1/analyses/{alone['id']}/"
    client.patch(f"{address}segments/0/", {"text": "quite another sentence"}, format="json")
    corrections.correction_apply(analysis_id=alone["id"], index=0)
    corrected = client.get(f"{address}result/").json()["segments"][0]
    assert (corrected["text"], corrected["faces"]) == ("quite another sentence", first["faces"])
    assert corrected["scores"]["face"] == pytest.approx(first["scores"]["face"])

    settings.UNDERTONE_SHARED_FROM_S, settings.UNDERTONE_PART_S = 5.0, 3.0
    shared = analysed(client, film)
    assert shared["provenance"]["settings"]["parts"] > 1
    told = [(segment["faces"], segment["scores"]) for segment in shared["segments"]]
    assert told == [(segment["faces"], segment["scores"]) for segment in alone["segments"]]
