"""A worker that is told to stop finishes its segment and hands the rest back to the queue."""

from collections.abc import Iterator
from typing import Any

import pytest

from recognition import stopping
from recognition.models import Analysis, AnalysisStatus
from recognition.services import analyses
from tests.fake_pipeline import Script
from worker import tasks


@pytest.fixture(autouse=True)
def told_nothing() -> Iterator[None]:
    yield
    stopping.forget()


def stop_at(segment: int) -> Any:
    return lambda index: stopping.tell() if index == segment else None


def test_the_segment_at_hand_is_kept_and_the_rest_queued(analysis: Analysis, pipeline: Script) -> None:
    pipeline.before_segment = stop_at(1)
    assert analyses.analysis_run(analysis_id=analysis.id) == 1
    analysis.refresh_from_db()
    assert (analysis.status, analysis.stage, analysis.attempts) == (AnalysisStatus.QUEUED, None, 0)
    assert (analysis.lease_holder, analysis.lease_expires_at) == ("", None)
    assert [row.index for row in analysis.segments.order_by("index")] == [0, 1]


def test_the_next_worker_goes_on_behind_it(analysis: Analysis, pipeline: Script) -> None:
    pipeline.before_segment = stop_at(1)
    analyses.analysis_run(analysis_id=analysis.id)
    stopping.forget()
    assert analyses.analysis_run(analysis_id=analysis.id) == 0
    analysis.refresh_from_db()
    assert (analysis.status, analysis.attempts) == (AnalysisStatus.DONE, 1)
    assert pipeline.computed == [0, 1, 2]


def test_it_is_asked_for_again(analysis: Analysis, pipeline: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(tasks, "turns_ask", lambda *turns: asked.append(turns))
    pipeline.before_segment = stop_at(0)
    tasks.analysis_run(str(analysis.id))
    assert asked == [(analysis.id, 1)]


def test_one_that_was_cancelled_meanwhile_stays_so(analysis: Analysis, pipeline: Script) -> None:
    def cancel(_index: int) -> None:
        stopping.tell()
        Analysis.objects.filter(id=analysis.id).update(status=AnalysisStatus.CANCELLED, lease_holder="")

    pipeline.before_segment = cancel
    assert analyses.analysis_run(analysis_id=analysis.id) == 0
    analysis.refresh_from_db()
    assert analysis.status == AnalysisStatus.CANCELLED
