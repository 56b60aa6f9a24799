"""One segment's explanation: asked for alone, made before all others, kept with the segment."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from recognition.engine.errors import EngineError
from recognition.models import Analysis, Segment
from recognition.services import corrections, leases
from tests.fake_pipeline import Pipeline, Script
from worker import tasks

pytestmark = pytest.mark.django_db(transaction=True)
LAST = 2


@pytest.fixture(autouse=True)
def messages(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was asked of the worker, which does nothing by itself here."""
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks.segment_explain, "delay", lambda *ids: asked.append(ids))
    return asked


@pytest.fixture
def work(messages: list[tuple[str, int]]) -> Any:
    def drain() -> None:
        while messages:
            tasks.segment_explain(*messages.pop(0))

    return drain


def url(analysis: Analysis, index: int = LAST) -> str:
    return f"/api/v1/analyses/{analysis.id}/segments/{index}/explanation/"


def explanation(client: APIClient, analysis: Analysis, index: int = LAST) -> dict[str, Any]:
    answer = client.get(url(analysis, index))
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def test_a_late_segment_is_explained_without_those_before_it(
    client: APIClient, done: Analysis, work: Any, pipeline: Script
) -> None:
    assert explanation(client, done) == {"status": "pending", "explanation": None, "error": None}
    work()
    assert explanation(client, done) == {
        "status": "ready",
        "explanation": {
            "label": "sad",
            "voice": [{"start_s": 2.0, "end_s": 2.9, "effect": 0.5}],
            "words": [{"index": 0, "text": "sentence number 2", "effect": 0.25}],
        },
        "error": None,
    }
    assert pipeline.explained == [LAST]


def test_work_is_asked_for_once_and_once_made_never_again(
    client: APIClient, done: Analysis, messages: list[Any], work: Any
) -> None:
    for _ in range(3):
        explanation(client, done)
    assert messages == [(str(done.id), LAST)]
    work()
    explanation(client, done)
    assert messages == []


def test_the_whole_result_brings_it_and_has_only_the_others_made(
    client: APIClient, done: Analysis, work: Any, pipeline: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.explanations_write, "delay", tasks.explanations_write)
    explanation(client, done)
    work()
    body = client.get(f"/api/v1/analyses/{done.id}/result/?explain=1").json()
    assert "explanation" in body["segments"][LAST]
    assert pipeline.explained == [LAST, 0, 1]


def test_what_the_whole_result_had_made_is_there_at_once(
    client: APIClient, done: Analysis, messages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.explanations_write, "delay", tasks.explanations_write)
    client.get(f"/api/v1/analyses/{done.id}/result/?explain=1")
    assert explanation(client, done)["status"] == "ready"
    assert messages == []


def test_a_running_analysis_is_not_explained_yet(client: APIClient, analysis: Analysis, messages: list[Any]) -> None:
    leases.claim(analysis.id)
    Segment.objects.create(analysis=analysis, index=0, text="", body={})
    assert explanation(client, analysis, 0)["status"] == "pending"
    assert messages == []


def test_corrected_words_are_explained_anew(client: APIClient, done: Analysis, work: Any) -> None:
    explanation(client, done)
    work()
    Segment.objects.filter(analysis=done, index=LAST).update(pending_text="other words")
    corrections.correction_apply(analysis_id=done.id, index=LAST)
    assert explanation(client, done)["status"] == "pending"
    work()
    made = explanation(client, done)["explanation"]
    assert made["words"][0]["text"] == "other words"


def test_words_corrected_meanwhile_are_not_given_the_old_explanation(
    client: APIClient, done: Analysis, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    explain = Pipeline.explain

    def correct_meanwhile(self: Pipeline, *path_and_segment: Any, **how: Any) -> Any:
        monkeypatch.setattr(Pipeline, "explain", explain)
        Segment.objects.filter(analysis=done, index=LAST).update(pending_text="other words")
        corrections.correction_apply(analysis_id=done.id, index=LAST)
        return explain(self, *path_and_segment, **how)

    monkeypatch.setattr(Pipeline, "explain", correct_meanwhile)
    explanation(client, done)
    work()
    assert explanation(client, done)["status"] == "pending"
    work()
    assert explanation(client, done)["explanation"]["words"][0]["text"] == "other words"


def test_what_cannot_be_explained_says_why_and_is_tried_again_later(
    client: APIClient, done: Analysis, work: Any, pipeline: Script
) -> None:
    pipeline.error = EngineError("This model cannot.", code="not_explainable")
    explanation(client, done)
    work()
    assert explanation(client, done) == {
        "status": "failed",
        "explanation": None,
        "error": {"code": "not_explainable", "message": "This model cannot."},
    }
    pipeline.error = None
    Segment.objects.update(explanation_asked_at=timezone.now() - timedelta(minutes=2))
    assert explanation(client, done)["status"] == "pending"
    work()
    assert explanation(client, done)["status"] == "ready"


def test_what_breaks_is_told_of_this_segment_alone(
    client: APIClient, done: Analysis, work: Any, pipeline: Script
) -> None:
    pipeline.error = RuntimeError("boom")
    explanation(client, done)
    work()
    body = explanation(client, done)
    assert (body["status"], body["error"]["code"]) == ("failed", "internal_error")
    assert "boom" not in str(body)
    assert explanation(client, done, 0)["status"] == "pending"


def test_a_message_for_what_is_gone_or_was_never_asked_does_nothing(done: Analysis, pipeline: Script) -> None:
    tasks.segment_explain(str(done.id), LAST)
    tasks.segment_explain(str(uuid4()), LAST)
    assert pipeline.explained == []


def test_an_unknown_segment_is_not_found(client: APIClient, done: Analysis) -> None:
    assert client.get(url(done, 99)).status_code == 404


def test_it_can_only_be_read(client: APIClient, done: Analysis) -> None:
    assert client.post(url(done)).status_code == 405


def test_others_cannot_ask(done: Analysis, accounts: dict[str, APIClient], messages: list[Any]) -> None:
    assert accounts["bob"].get(url(done)).status_code == 404
    assert accounts["nobody"].get(url(done)).status_code in (401, 403)
    assert messages == []
