"""Analyses: state, result, cancel, retry, correction, export."""

import json
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.exporters.base import TEXT_FORMATS
from recognition.models import Analysis, AnalysisStatus, Recording, Segment
from recognition.services import analyses, corrections, leases
from tests.fake_pipeline import Script
from worker import tasks

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/analyses/"


def test_a_queued_analysis_says_so(client: APIClient, analysis: Analysis) -> None:
    body = client.get(f"{URL}{analysis.id}/").json()
    assert (body["status"], body["stage"], body["progress"], body["eta_s"]) == ("queued", None, 0.0, None)
    assert (body["error"], body["overall"], body["speech_engine"], body["segment_count"]) == (None, None, None, 0)
    assert (body["recording"], body["recording_title"]) == (str(analysis.recording_id), "clip")


def test_a_done_analysis_has_its_overall_reading(client: APIClient, done: Analysis) -> None:
    body = client.get(f"{URL}{done.id}/").json()
    assert (body["status"], body["progress"], body["segment_count"]) == ("done", 1.0, 3)
    assert body["overall"]["top"] == "sad"
    assert list(body["overall"]["scores"]) == ["voice", "words", "fused"], "no word of a face that no model reads"
    assert body["speech_engine"]["engine"] == "pocketsphinx"


def test_the_result_follows_the_contract(client: APIClient, done: Analysis) -> None:
    result = client.get(f"{URL}{done.id}/result/").json()
    assert list(result) == [
        "schema", "recording", "model", "asr", "transcript", "overall", "speaker_baseline", "segments", "timings_s",
        "provenance",
    ]  # fmt: skip
    assert result["recording"]["sha256"] == done.recording.sha256
    assert result["transcript"] == "sentence number 0 sentence number 1 sentence number 2"
    assert result["segments"][1]["scores"] == {
        "voice": {"sad": 0.7, "happy": 0.3},
        "words": None,
        "fused": {"sad": 0.6, "happy": 0.4},
    }


def test_a_running_analysis_shows_what_exists(client: APIClient, analysis: Analysis, pipeline: Script) -> None:
    seen: list[dict[str, object]] = []
    pipeline.before_segment = lambda _index: seen.append(client.get(f"{URL}{analysis.id}/result/").json())
    analyses.analysis_run(analysis_id=analysis.id)
    assert [len(result["segments"]) for result in seen] == [0, 1, 2]  # type: ignore[arg-type]
    assert {json.dumps(result["overall"]) for result in seen} == {"null"}
    assert seen[-1]["asr"] is not None


def test_cancelling_marks_it(client: APIClient, analysis: Analysis) -> None:
    answer = client.post(f"{URL}{analysis.id}/cancel/")
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")
    assert client.post(f"{URL}{analysis.id}/cancel/").status_code == 202, "twice is once"


def test_a_cancelled_analysis_is_not_run(analysis: Analysis, client: APIClient, pipeline: Script) -> None:
    client.post(f"{URL}{analysis.id}/cancel/")
    analyses.analysis_run(analysis_id=analysis.id)
    assert pipeline.computed == []


def test_what_is_done_cannot_be_cancelled_or_retried(client: APIClient, done: Analysis) -> None:
    for action in ("cancel", "retry"):
        answer = client.post(f"{URL}{done.id}/{action}/")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "conflict")


def test_a_failed_analysis_can_be_tried_again(client: APIClient, analysis: Analysis, pipeline: Script) -> None:
    pipeline.error = ModelUnavailableError("No weights.", code="model_unavailable")
    analyses.analysis_run(analysis_id=analysis.id)
    failed = client.get(f"{URL}{analysis.id}/").json()
    assert (failed["status"], failed["error"]) == ("failed", {"code": "model_unavailable", "message": "No weights."})
    pipeline.error = None
    answer = client.post(f"{URL}{analysis.id}/retry/")
    assert (answer.status_code, answer.json()["status"], answer.json()["error"]) == (202, "queued", None)
    analyses.analysis_run(analysis_id=analysis.id)
    assert client.get(f"{URL}{analysis.id}/").json()["status"] == "done"


def test_a_further_analysis_is_queued(client: APIClient, recording: Recording) -> None:
    answer = client.post(f"/api/v1/recordings/{recording.id}/analyses/", {"asr": "pocketsphinx", "language": "en"})
    assert answer.status_code == 201
    assert (answer.json()["asr"], answer.json()["language"], answer.json()["status"]) == (
        "pocketsphinx",
        "en",
        "queued",
    )


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"model": "x"}, "unknown_model"), ({"asr": "x"}, "unknown_asr"), ({"language": "E!"}, "invalid")],
)
def test_an_unknown_choice_is_refused(
    client: APIClient, recording: Recording, asked: dict[str, str], code: str
) -> None:
    answer = client.post(f"/api/v1/recordings/{recording.id}/analyses/", asked)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert Analysis.objects.count() == 1


@pytest.fixture
def instant_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_at_once(ids: tuple[Any, ...], *, queue: str) -> None:
        tasks.segment_correct(*ids)

    monkeypatch.setattr(tasks.segment_correct, "apply_async", run_at_once)


@pytest.mark.usefixtures("instant_worker")
def test_a_corrected_segment_gets_new_scores(client: APIClient, done: Analysis) -> None:
    answer = client.patch(f"{URL}{done.id}/segments/1/", {"text": " what was really said "})
    assert answer.status_code == 200
    assert answer.json()["text"] == "what was really said"
    assert answer.json()["text_original"] == "sentence number 1"
    assert client.get(f"{URL}{done.id}/").json()["overall"]["top"] == "happy"
    client.patch(f"{URL}{done.id}/segments/1/", {"text": "once more"})
    segment = client.get(f"{URL}{done.id}/result/").json()["segments"][1]
    assert (segment["text"], segment["text_original"]) == ("once more", "sentence number 1")


@pytest.mark.usefixtures("instant_worker")
def test_the_original_comes_back_with_its_words_and_their_times(client: APIClient, done: Analysis) -> None:
    before = client.get(f"{URL}{done.id}/result/").json()["segments"][1]
    for text in ("one", "two", "sentence number 1"):
        client.patch(f"{URL}{done.id}/segments/1/", {"text": text})
    after = client.get(f"{URL}{done.id}/result/").json()["segments"][1]
    assert after["text_original"] is None
    assert after["words"] == before["words"]
    assert done.segments.get(index=1).heard_words is None


@pytest.mark.usefixtures("instant_worker")
def test_a_correction_that_cannot_be_scored_changes_nothing(
    client: APIClient, done: Analysis, pipeline: Script
) -> None:
    client.raise_request_exception = False
    pipeline.error = ModelUnavailableError("No weights.", code="model_unavailable")
    answer = client.patch(f"{URL}{done.id}/segments/1/", {"text": "other"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (503, "model_unavailable")
    assert Segment.objects.get(analysis=done, index=1).text == "sentence number 1"


@pytest.mark.parametrize(("status", "queue"), [("done", "analyses"), ("running", "quick")])
def test_a_correction_goes_where_nobody_is_in_its_way(
    client: APIClient, done: Analysis, settings: Settings, monkeypatch: pytest.MonkeyPatch, status: str, queue: str
) -> None:
    settings.UNDERTONE_CORRECTION_WAIT_S = 0
    Analysis.objects.create(recording=done.recording, model="voice-words", status=status)
    asked: list[str] = []
    monkeypatch.setattr(tasks.segment_correct, "apply_async", lambda _ids, *, queue: asked.append(queue))
    client.patch(f"{URL}{done.id}/segments/1/", {"text": "x"})
    assert asked == [queue]


def test_a_busy_worker_makes_a_correction_wait(client: APIClient, done: Analysis, settings: Settings) -> None:
    settings.UNDERTONE_CORRECTION_WAIT_S = 0.2
    answer = client.patch(f"{URL}{done.id}/segments/1/", {"text": "later"})
    assert (answer.status_code, answer.json()["text"]) == (202, "sentence number 1")
    corrections.correction_apply(analysis_id=done.id, index=1)
    assert Segment.objects.get(analysis=done, index=1).text == "later"


def test_a_running_analysis_cannot_be_corrected(client: APIClient, done: Analysis) -> None:
    Analysis.objects.update(status=AnalysisStatus.RUNNING)
    answer = client.patch(f"{URL}{done.id}/segments/1/", {"text": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "conflict")


@pytest.mark.parametrize("asked", [{}, {"text": None}, {"text": "x" * 5001}])
def test_a_correction_needs_a_text(client: APIClient, done: Analysis, asked: dict[str, str]) -> None:
    answer = client.patch(f"{URL}{done.id}/segments/1/", asked)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "text")


@pytest.mark.parametrize("format", list(TEXT_FORMATS))
def test_every_format_is_exported_as_an_attachment(client: APIClient, done: Analysis, format: str) -> None:
    answer = client.get(f"{URL}{done.id}/export/{format}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"sentence number 2" in answer.content


def test_the_exported_json_is_the_result(client: APIClient, done: Analysis) -> None:
    exported = client.get(f"{URL}{done.id}/export/json/").json()
    assert exported == client.get(f"{URL}{done.id}/result/").json()


def test_a_running_analysis_can_be_exported(client: APIClient, analysis: Analysis) -> None:
    leases.claim(analysis.id)
    assert client.get(f"{URL}{analysis.id}/export/csv/").status_code == 200


@pytest.mark.parametrize("title", ['a/b\\c"d', "line\nbreak", "Grüße 🎙️"])
def test_an_export_has_a_safe_name(client: APIClient, done: Analysis, title: str) -> None:
    Recording.objects.update(title=title)
    disposition = client.get(f"{URL}{done.id}/export/csv/")["Content-Disposition"]
    assert "\n" not in disposition
    assert "/" not in disposition
    if not title.isascii():
        assert f"filename*=utf-8''{quote(title)}.csv" in disposition


def test_an_unknown_format_is_not_found(client: APIClient, done: Analysis) -> None:
    answer = client.get(f"{URL}{done.id}/export/docx/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "unknown_format")


@pytest.mark.parametrize("path", ["", "result/", "export/json/"])
def test_an_unknown_analysis_is_not_found(client: APIClient, path: str) -> None:
    answer = client.get(f"{URL}{uuid4()}/{path}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["cancel/", "retry/"])
def test_nothing_unknown_can_be_acted_on(client: APIClient, path: str) -> None:
    assert client.post(f"{URL}{uuid4()}/{path}").status_code == 404


def test_an_unknown_segment_is_not_found(client: APIClient, done: Analysis) -> None:
    assert client.patch(f"{URL}{done.id}/segments/99/", {"text": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("", "post"),
        ("result/", "post"),
        ("cancel/", "get"),
        ("retry/", "get"),
        ("segments/0/", "get"),
        ("export/csv/", "put"),
    ],
)
def test_other_methods_are_refused(client: APIClient, done: Analysis, path: str, method: str) -> None:
    answer = getattr(client, method)(f"{URL}{done.id}/{path}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (405, "method_not_allowed")
