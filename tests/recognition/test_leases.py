"""Claims, leases, and what the reaper makes of those that ran out."""

import os
import subprocess
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from recognition.engine.errors import Cancelled
from recognition.models import Analysis, AnalysisStatus, Recording, Segment
from recognition.services import analyses, leases, reaper, retention
from recognition.services.listener import RowListener
from tests.fake_pipeline import ENGINE, Script, segment
from worker import tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked() -> list[tuple[Any, ...]]:
    return []


@pytest.fixture
def requests(asked: list[tuple[Any, ...]]) -> reaper.Requests:
    return reaper.Requests(
        explanations_write=lambda *ids: asked.append(("explanation", *ids)),
        analysis_run=lambda *ids: asked.append(("analysis", *ids)),
        segment_explain=lambda *ids: asked.append(("segment explanation", *ids)),
        segment_correct=lambda *ids: asked.append(("segment", *ids)),
        rendition_write=lambda *ids: asked.append(("rendition", *ids)),
    )


def claim(analysis: Analysis) -> str:
    holder = leases.claim(analysis.id)
    assert holder is not None
    return holder


def expire(analysis: Analysis) -> None:
    Analysis.objects.filter(id=analysis.id).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def test_only_one_claim_succeeds(analysis: Analysis) -> None:
    claim(analysis)
    assert leases.claim(analysis.id) is None


def test_nothing_unknown_can_be_claimed(transactional_db: None) -> None:
    assert leases.claim(uuid4()) is None


def test_an_expired_lease_can_be_taken_over_and_its_holder_notices(analysis: Analysis) -> None:
    first = claim(analysis)
    expire(analysis)
    second = claim(analysis)
    assert not leases.renew(analysis.id, first)
    assert leases.renew(analysis.id, second, progress=0.5)
    assert not leases.release(analysis.id, first, status=AnalysisStatus.FAILED)
    assert Analysis.objects.get().status == "running"


def test_a_second_delivery_does_nothing(done: Analysis, pipeline: Script) -> None:
    analyses.analysis_run(analysis_id=done.id)
    assert pipeline.computed == [0, 1, 2]
    assert Analysis.objects.get().attempts == 1


def test_a_listener_without_its_lease_stops_the_pipeline(analysis: Analysis) -> None:
    listener = RowListener(analysis, claim(analysis))
    listener.on_segment(segment(0))
    Analysis.objects.update(status=AnalysisStatus.CANCELLED, lease_holder="")
    with pytest.raises(Cancelled):
        listener.on_segment(segment(1))
    with pytest.raises(Cancelled):
        listener.on_speech_engine(ENGINE)
    assert Segment.objects.count() == 1


def test_deleting_while_running_leaves_no_row(analysis: Analysis, pipeline: Script) -> None:
    def delete_before_the_second(index: int) -> None:
        if index == 1:
            Recording.objects.all().delete()

    pipeline.before_segment = delete_before_the_second
    analyses.analysis_run(analysis_id=analysis.id)
    assert pipeline.computed == [0, 1]
    assert not Segment.objects.exists()


def test_a_database_that_went_is_no_fault_of_the_recording(analysis: Analysis, pipeline: Script) -> None:
    def away(index: int) -> None:
        if index == 1:
            raise OperationalError("database is locked")

    pipeline.before_segment = away
    assert analyses.analysis_run(analysis_id=analysis.id) == 0
    analysis.refresh_from_db()
    assert (analysis.status, analysis.attempts, analysis.error_code) == (AnalysisStatus.QUEUED, 1, "")
    pipeline.before_segment = lambda _index: None
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert (analysis.status, pipeline.computed) == (AnalysisStatus.DONE, [0, 1, 2])


def test_a_resumed_analysis_begins_at_the_first_missing_segment(analysis: Analysis, pipeline: Script) -> None:
    listener = RowListener(analysis, claim(analysis))
    listener.on_segment(segment(0))
    expire(analysis)
    analyses.analysis_run(analysis_id=analysis.id)
    assert pipeline.computed == [1, 2]
    assert Analysis.objects.get().status == "done"
    assert list(Segment.objects.values_list("index", flat=True)) == [0, 1, 2]


def test_progress_is_on_the_row(analysis: Analysis) -> None:
    listener = RowListener(analysis, claim(analysis))
    listener.on_stage("decoding", 0.0)
    listener.on_stage("transcribing", 0.5)
    analysis.refresh_from_db()
    assert (analysis.stage, analysis.progress, analysis.eta_s) == ("transcribing", 0.5, None)
    listener.written = 0.0  # as if the least time between two words had passed
    listener.on_stage("transcribing", 0.6)
    analysis.refresh_from_db()
    assert analysis.eta_s is not None, "with a tenth of it measured, there is a pace"


def test_a_broken_pipeline_marks_the_row_and_says_nothing_of_its_insides(
    analysis: Analysis, pipeline: Script, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline.error = RuntimeError("tensor of the wrong shape")
    tasks.analysis_run(str(analysis.id))
    analysis.refresh_from_db()
    assert (analysis.status, analysis.error_code) == ("failed", "internal_error")
    assert "tensor" not in analysis.error_message
    assert str(analysis.id) in caplog.text


def test_no_speech_is_done(analysis: Analysis, pipeline: Script) -> None:
    pipeline.segments = 0
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.top) == ("done", "")
    assert analysis.overall is not None
    assert analysis.overall["reasons"] == ["no_speech"]


def test_the_reaper_offers_what_was_abandoned(analysis: Analysis, requests: reaper.Requests, asked: list[Any]) -> None:
    claim(analysis)
    reaper.reap(requests)
    assert asked == [], "its lease is alive and so is its holder"
    expire(analysis)
    reaper.reap(requests)
    assert asked == [("analysis", str(analysis.id))]
    assert Analysis.objects.get().status == "queued"


def test_a_holder_that_was_only_slow_takes_it_back(analysis: Analysis, requests: reaper.Requests) -> None:
    holder = claim(analysis)
    expire(analysis)
    reaper.reap(requests)
    assert leases.renew(analysis.id, holder)
    assert Analysis.objects.get().status == "running"


def test_the_reaper_does_not_wait_for_the_lease_of_a_dead_process(
    analysis: Analysis, requests: reaper.Requests, asked: list[Any]
) -> None:
    claim(analysis)
    process = subprocess.Popen(["true"])
    process.wait()
    Analysis.objects.update(lease_holder=f"{leases.HOST}:{process.pid}:x")
    reaper.reap(requests)
    assert asked == [("analysis", str(analysis.id))]


@pytest.mark.parametrize(
    "holder",
    ["", f"{leases.HOST}:{os.getpid()}:x", "another-host:1:x", f"{leases.HOST}:junk:x"],
    ids=["nobody", "this process", "another host's", "no process"],
)
def test_only_a_process_of_this_machine_can_be_known_dead(holder: str) -> None:
    assert not leases.is_holder_dead(holder)


def test_the_reaper_asks_again_once_for_what_waits_too_long(
    analysis: Analysis, requests: reaper.Requests, asked: list[Any], settings: Settings
) -> None:
    Analysis.objects.update(queued_at=timezone.now() - timedelta(seconds=settings.UNDERTONE_QUEUED_TIMEOUT_S + 1))
    reaper.reap(requests)
    reaper.reap(requests)
    assert asked == [("analysis", str(analysis.id))]


def test_the_reaper_asks_again_for_explanations_whose_message_was_lost(
    done: Analysis, requests: reaper.Requests, asked: list[Any], settings: Settings
) -> None:
    long_ago = timezone.now() - timedelta(seconds=settings.UNDERTONE_QUEUED_TIMEOUT_S + 1)
    Analysis.objects.update(explanations_asked_at=long_ago)
    reaper.reap(requests)
    reaper.reap(requests)
    assert asked == [("explanation", str(done.id))]
    Analysis.objects.update(explanations_asked_at=long_ago, explanations_error={"code": "x", "message": "y"})
    reaper.reap(requests)
    assert len(asked) == 1


def test_the_reaper_asks_again_for_one_segments_explanation(
    done: Analysis, requests: reaper.Requests, asked: list[Any], settings: Settings
) -> None:
    long_ago = timezone.now() - timedelta(seconds=settings.UNDERTONE_QUEUED_TIMEOUT_S + 1)
    Segment.objects.filter(index=2).update(explanation_asked_at=long_ago)
    reaper.reap(requests)
    reaper.reap(requests)
    assert asked == [("segment explanation", str(done.id), 2)]
    Segment.objects.update(explanation_asked_at=long_ago, explanation_error={"code": "x", "message": "y"})
    reaper.reap(requests)
    assert len(asked) == 1


def test_the_reaper_gives_up_what_kills_every_worker(
    analysis: Analysis, requests: reaper.Requests, asked: list[Any], settings: Settings
) -> None:
    for _attempt in range(settings.UNDERTONE_MAX_ATTEMPTS):
        claim(analysis)
        expire(analysis)
    reaper.reap(requests)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.error_code, asked) == ("failed", "worker_lost", [])


def test_the_reaper_recovers_corrections_and_renditions(
    done: Analysis, requests: reaper.Requests, asked: list[Any]
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    Segment.objects.filter(index=2).update(pending_text="x", pending_since=long_ago)
    Recording.objects.update(rendition_wanted=True, created_at=long_ago)
    reaper.reap(requests)
    assert asked == [("segment", str(done.id), 2), ("rendition", str(done.recording_id))]


def test_old_recordings_go_when_a_retention_time_is_set(done: Analysis, settings: Settings) -> None:
    Recording.objects.update(created_at=timezone.now() - timedelta(days=8))
    retention.retention_apply()
    assert Recording.objects.exists()
    settings.UNDERTONE_RETENTION_DAYS = 7
    retention.retention_apply()
    assert not Recording.objects.exists()


def test_half_received_files_go_after_a_day(settings: Settings) -> None:
    old, new = (settings.FILE_UPLOAD_TEMP_DIR / name for name in ("old", "new"))
    for file in (old, new):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    tasks.retention_run()
    assert (old.exists(), new.exists()) == (False, True)


def test_the_pipeline_is_loaded_once(done: Analysis, pipeline: Script) -> None:
    from tests.fake_pipeline import Pipeline

    made = Pipeline.made
    Analysis.objects.update(status=AnalysisStatus.QUEUED)
    analyses.analysis_run(analysis_id=UUID(str(done.id)))
    assert Pipeline.made == made
