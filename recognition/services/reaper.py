"""The net under the queue: whatever the rows say is unfinished, and nobody works on, is asked for again."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from recognition.models import Analysis, AnalysisStatus, Recording, Segment
from recognition.services import analyses, leases

logger = structlog.get_logger(__name__)

WORKER_LOST = "worker_lost"
WORKER_LOST_MESSAGE = (
    "The worker stopped every time it tried this recording. The file may be more than this machine can handle."
)
UPLOAD_MAX_AGE_S = 24 * 3600
RENDITION_MAX_AGE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Requests:
    """How to ask for work: what the tasks' `delay` offers."""

    analysis_run: Callable[[str], Any]
    segment_correct: Callable[[str, int], Any]
    rendition_write: Callable[[str], Any]
    explanations_write: Callable[[str], Any]
    segment_explain: Callable[[str, int], Any]


def reap(requests: Requests) -> None:
    now = timezone.now()
    waiting_since = now - timedelta(seconds=settings.UNDERTONE_QUEUED_TIMEOUT_S)
    for analysis in _abandoned(now):
        _give_up(analysis) if analysis.attempts >= settings.UNDERTONE_MAX_ATTEMPTS else _offer(analysis, requests)
    for analysis in Analysis.objects.filter(status=AnalysisStatus.QUEUED, queued_at__lt=waiting_since):
        _offer(analysis, requests)
    for segment in Segment.objects.filter(pending_text__isnull=False, pending_since__lt=waiting_since):
        Segment.objects.filter(pk=segment.pk).update(pending_since=now)
        requests.segment_correct(str(segment.analysis_id), segment.index)
    for analysis in Analysis.objects.filter(explanations_asked_at__lt=waiting_since, explanations_error__isnull=True):
        Analysis.objects.filter(id=analysis.id).update(explanations_asked_at=now)
        requests.explanations_write(str(analysis.id))
    for segment in Segment.objects.filter(explanation_asked_at__lt=waiting_since, explanation_error__isnull=True):
        Segment.objects.filter(pk=segment.pk).update(explanation_asked_at=now)
        requests.segment_explain(str(segment.analysis_id), segment.index)
    for recording in _without_rendition(now, waiting_since):
        requests.rendition_write(str(recording.id))


def _abandoned(now: datetime) -> list[Analysis]:
    """Running, but the lease ran out or its holder no longer exists."""
    running = Analysis.objects.select_related("recording").filter(status=AnalysisStatus.RUNNING)
    return [
        analysis
        for analysis in running
        if analysis.lease_expires_at is None
        or analysis.lease_expires_at < now
        or leases.is_holder_dead(analysis.lease_holder)
    ]


def _offer(analysis: Analysis, requests: Requests) -> None:
    """Queue it again. The holder keeps its name on it: if it was only slow, its next word takes it back."""
    now = timezone.now()
    unchanged = Analysis.objects.filter(id=analysis.id, status=analysis.status, lease_holder=analysis.lease_holder)
    if unchanged.update(status=AnalysisStatus.QUEUED, stage=None, eta_s=None, queued_at=now, updated_at=now):
        logger.warning("analysis_offered_again", analysis_id=str(analysis.id), was=analysis.status)
        requests.analysis_run(str(analysis.id))
        analyses.changed(analysis)


def _give_up(analysis: Analysis) -> None:
    logger.error("analysis_given_up", analysis_id=str(analysis.id), attempts=analysis.attempts)
    leases.release(
        analysis.id,
        analysis.lease_holder,
        status=AnalysisStatus.FAILED,
        error_code=WORKER_LOST,
        error_message=WORKER_LOST_MESSAGE,
    )
    analyses.changed(analysis)


def _without_rendition(now: datetime, waiting_since: datetime) -> QuerySet[Recording]:
    fresh = Recording.objects.filter(created_at__gt=now - RENDITION_MAX_AGE, created_at__lt=waiting_since)
    return fresh.filter(rendition_wanted=True, rendition="")


def uploads_sweep() -> None:
    """Delete half-received and half-made files that a process left behind when it was killed."""
    oldest = time.time() - UPLOAD_MAX_AGE_S
    for entry in settings.FILE_UPLOAD_TEMP_DIR.iterdir():
        if entry.stat().st_mtime > oldest:
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
