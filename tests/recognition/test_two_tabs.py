"""The same recording in two tabs: nobody writes over another unawares, and what is gone is gone for both."""

from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.models import Analysis, AnalysisStatus, Recording, Segment
from recognition.services import corrections, leases
from worker import tasks

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/analyses/"
SAYS = "sentence number 1"


@pytest.fixture(autouse=True)
def instant_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_at_once(ids: tuple[Any, ...], *, queue: str) -> None:
        tasks.segment_correct(*ids)

    monkeypatch.setattr(tasks.segment_correct, "apply_async", run_at_once)


def correct(client: APIClient, done: Analysis, **asked: str) -> tuple[int, str]:
    answer = client.patch(f"{URL}{done.id}/segments/1/", asked)
    body = answer.json()
    return answer.status_code, body["errors"][0]["code"] if "errors" in body else body["text"]


def test_the_second_of_two_corrections_is_told(client: APIClient, done: Analysis) -> None:
    assert correct(client, done, text="mine", text_seen=SAYS) == (200, "mine")
    assert correct(client, done, text="yours", text_seen=SAYS) == (409, "text_changed")
    assert Segment.objects.get(analysis=done, index=1).text == "mine"
    assert correct(client, done, text="yours", text_seen="mine") == (200, "yours")


def test_who_names_nothing_seen_writes_in_any_case(client: APIClient, done: Analysis) -> None:
    correct(client, done, text="mine")
    assert correct(client, done, text="yours") == (200, "yours")


def test_a_segment_without_words_is_seen_as_empty(client: APIClient, done: Analysis) -> None:
    correct(client, done, text="")
    assert correct(client, done, text="yours", text_seen=SAYS) == (409, "text_changed")
    assert correct(client, done, text="yours", text_seen="") == (200, "yours")


def test_words_that_wait_for_the_worker_count_as_written(
    client: APIClient, done: Analysis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UNDERTONE_CORRECTION_WAIT_S = 0
    monkeypatch.setattr(tasks.segment_correct, "apply_async", lambda _ids, *, queue: None)
    assert correct(client, done, text="mine", text_seen=SAYS)[0] == 202
    assert correct(client, done, text="yours", text_seen=SAYS) == (409, "text_changed")
    assert correct(client, done, text="mine, better", text_seen="mine")[0] == 202
    corrections.correction_apply(analysis_id=done.id, index=1)
    assert Segment.objects.get(analysis=done, index=1).text == "mine, better"


def test_a_correction_of_what_is_deleted_meanwhile_finds_nothing(
    client: APIClient, done: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.segment_correct, "apply_async", lambda _ids, *, queue: Recording.objects.all().delete())
    assert correct(client, done, text="mine") == (404, "not_found")


def test_cancelling_twice_is_cancelling_once(client: APIClient, analysis: Analysis) -> None:
    for _tab in range(2):
        assert client.post(f"{URL}{analysis.id}/cancel/").status_code == 202
    analysis.refresh_from_db()
    assert analysis.status == AnalysisStatus.CANCELLED


def test_deleting_what_is_being_analysed_stops_it(client: APIClient, analysis: Analysis) -> None:
    holder = leases.claim(analysis.id) or ""
    assert client.delete(f"/api/v1/recordings/{analysis.recording_id}/").status_code == 204
    assert client.delete(f"/api/v1/recordings/{analysis.recording_id}/").status_code == 404, "in the other tab"
    assert not leases.renew(analysis.id, holder)
