"""/metrics: how much waits, and how long."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from recognition import metrics
from recognition.models import Analysis, AnalysisStatus, Recording


def gauge(name: str) -> float | None:
    found = re.search(rf"^{re.escape(name)} (\S+)$", Client().get("/metrics").content.decode(), re.MULTILINE)
    return float(found[1]) if found else None


@pytest.mark.django_db
def test_an_empty_queue_has_no_length() -> None:
    assert gauge("undertone_analyses_queued") == gauge("undertone_analyses_running") == 0
    assert gauge("undertone_queue_wait_seconds") == 0


def test_it_counts_what_waits_and_what_runs(recording: Recording, analysis: Analysis) -> None:
    Analysis.objects.filter(id=analysis.id).update(queued_at=timezone.now() - timedelta(seconds=90))
    Analysis.objects.create(recording=recording, model="voice-words")
    Analysis.objects.create(recording=recording, model="voice-words", status=AnalysisStatus.RUNNING)
    Analysis.objects.create(recording=recording, model="voice-words", status=AnalysisStatus.DONE)
    assert gauge("undertone_analyses_queued") == 2
    assert gauge("undertone_analyses_running") == 1
    assert 90 <= (gauge("undertone_queue_wait_seconds") or 0) < 120


@pytest.mark.django_db
def test_without_a_database_the_rest_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable() -> tuple[float, float, float]:
        raise DatabaseError("no connection")

    monkeypatch.setattr(metrics, "_values", unreachable)
    assert gauge("undertone_analyses_queued") is None
    assert b"django_http_requests_total" in Client().get("/metrics").content


def test_it_counts_by_state_and_by_what_went_wrong(recording: Recording, analysis: Analysis) -> None:
    for code in ("corrupt_media", "corrupt_media", "worker_lost"):
        Analysis.objects.create(recording=recording, model="voice-words", status=AnalysisStatus.FAILED, error_code=code)
    assert gauge('undertone_analyses{status="queued"}') == 1
    assert gauge('undertone_analyses{status="failed"}') == 3
    assert gauge('undertone_analyses{status="done"}') == 0
    assert gauge('undertone_analyses_failed{code="corrupt_media"}') == 2
    assert gauge('undertone_analyses_failed{code="worker_lost"}') == 1
