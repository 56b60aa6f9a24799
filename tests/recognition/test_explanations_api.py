"""Explanations: asked for with the result, made by the worker turn by turn, kept with the segments."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from recognition.engine.errors import EngineError
from recognition.models import Analysis, Segment
from recognition.services import corrections, explanations, leases
from tests.fake_pipeline import Script
from worker import tasks

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/analyses/"


@pytest.fixture(autouse=True)
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the worker, which does nothing by itself here."""
    asked: list[str] = []
    monkeypatch.setattr(tasks.explanations_write, "delay", asked.append)
    return asked


@pytest.fixture
def work(messages: list[str]) -> Any:
    """Do all that was asked, and what that asks for in turn."""

    def drain() -> None:
        while messages:
            tasks.explanations_write(messages.pop(0))

    return drain


def explained(client: APIClient, analysis: Analysis) -> dict[str, Any]:
    answer = client.get(f"{URL}{analysis.id}/result/?explain=1")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def test_the_first_request_has_them_made_and_a_later_one_brings_them(
    client: APIClient, done: Analysis, work: Any
) -> None:
    first = explained(client, done)
    assert first["explanations"] == "pending"
    assert all("explanation" not in segment for segment in first["segments"])
    work()
    body = explained(client, done)
    assert (body["explanations"], body["explanations_error"]) == ("ready", None)
    assert body["segments"][1]["explanation"] == {
        "label": "sad",
        "voice": [{"start_s": 1.0, "end_s": 1.9, "effect": 0.5}],
        "words": [{"index": 0, "text": "sentence number 1", "effect": 0.25}],
    }


def test_work_is_asked_for_once(client: APIClient, done: Analysis, messages: list[str]) -> None:
    for _ in range(3):
        explained(client, done)
    assert messages == [str(done.id)]


def test_once_made_nothing_is_asked_again(
    client: APIClient, done: Analysis, work: Any, messages: list[str], pipeline: Script
) -> None:
    explained(client, done)
    work()
    explained(client, done)
    assert messages == []
    assert pipeline.explained == [0, 1, 2]


def test_the_result_is_as_ever_for_those_who_do_not_ask(client: APIClient, done: Analysis, work: Any) -> None:
    before = client.get(f"{URL}{done.id}/result/").json()
    explained(client, done)
    work()
    assert client.get(f"{URL}{done.id}/result/").json() == before
    assert client.get(f"{URL}{done.id}/result/?explain=0").json() == before


def test_a_long_one_is_explained_turn_by_turn(
    client: APIClient, done: Analysis, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explanations, "TURN_S", -1.0)
    explained(client, done)
    seen = []
    while messages:
        tasks.explanations_write(messages.pop(0))
        body = explained(client, done)
        seen.append((body["explanations"], sum("explanation" in segment for segment in body["segments"])))
    assert seen == [("pending", 1), ("pending", 2), ("ready", 3)]


def test_a_running_analysis_is_not_explained_yet(client: APIClient, analysis: Analysis, messages: list[str]) -> None:
    leases.claim(analysis.id)
    assert explained(client, analysis)["explanations"] == "pending"
    assert messages == []


def test_an_analysis_without_speech_has_nothing_to_explain(
    client: APIClient, analysis: Analysis, pipeline: Script, messages: list[str]
) -> None:
    pipeline.segments = 0
    tasks.analysis_run(str(analysis.id))
    assert explained(client, analysis)["explanations"] == "ready"
    assert messages == []


def test_corrected_words_are_explained_anew(client: APIClient, done: Analysis, work: Any) -> None:
    explained(client, done)
    work()
    Segment.objects.filter(analysis=done, index=1).update(pending_text="other words")
    corrections.correction_apply(analysis_id=done.id, index=1)
    body = explained(client, done)
    assert (body["explanations"], "explanation" in body["segments"][1]) == ("pending", False)
    work()
    assert explained(client, done)["segments"][1]["explanation"]["words"][0]["text"] == "other words"


def test_what_cannot_be_explained_says_why_and_is_tried_again_later(
    client: APIClient, done: Analysis, work: Any, pipeline: Script
) -> None:
    pipeline.error = EngineError("This model cannot.", code="not_explainable")
    explained(client, done)
    work()
    body = explained(client, done)
    assert body["explanations"] == "failed"
    assert body["explanations_error"] == {"code": "not_explainable", "message": "This model cannot."}
    pipeline.error = None
    Analysis.objects.update(explanations_asked_at=timezone.now() - timedelta(minutes=2))
    assert explained(client, done)["explanations"] == "pending"
    work()
    assert explained(client, done)["explanations"] == "ready"


def test_what_breaks_is_told_and_not_tried_for_ever(
    client: APIClient, done: Analysis, work: Any, pipeline: Script
) -> None:
    pipeline.error = RuntimeError("boom")
    explained(client, done)
    work()
    body = explained(client, done)
    assert (body["explanations"], body["explanations_error"]["code"]) == ("failed", "internal_error")
    assert "boom" not in str(body)


def test_a_message_for_what_is_gone_or_was_never_asked_does_nothing(done: Analysis, pipeline: Script) -> None:
    tasks.explanations_write(str(done.id))
    tasks.explanations_write(str(uuid4()))
    assert pipeline.explained == []


def test_a_wrong_value_is_refused(client: APIClient, done: Analysis) -> None:
    answer = client.get(f"{URL}{done.id}/result/?explain=perhaps")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "explain")


def test_others_cannot_ask(done: Analysis, accounts: dict[str, APIClient], messages: list[str]) -> None:
    assert accounts["bob"].get(f"{URL}{done.id}/result/?explain=1").status_code == 404
    assert accounts["nobody"].get(f"{URL}{done.id}/result/?explain=1").status_code in (401, 403)
    assert messages == []
