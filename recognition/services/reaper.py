"""The net under the queue: whatever the rows say is unfinished, and nobody works on, is asked for again."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from recognition import work_metrics
from recognition.live_sessions import LIVE_FOLDER
from recognition.models import Analysis, AnalysisStatus, Recording, Segment
from recognition.part_models import Part, PartStatus
from recognition.services import analyses, leases, parts

logger = structlog.get_logger(__name__)

WORKER_LOST = "worker_lost"
WORKER_LOST_MESSAGE = (
    "The worker stopped every time it tried this recording. The file may be more than this machine can handle."
)
ASKED_AT_ONCE = 32
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
    turns_waiting: Callable[[], int] = lambda: 0
    """How many messages wait that ask for a turn."""


def reap(requests: Requests) -> None:
    now = timezone.now()
    waiting_since = now - timedelta(seconds=settings.UNDERTONE_QUEUED_TIMEOUT_S)
    for analysis in _abandoned(now):
        _give_up(analysis) if analysis.attempts >= settings.UNDERTONE_MAX_ATTEMPTS else _offer(analysis, requests)
    asked = requests.turns_waiting()
    queued = Analysis.objects.filter(status=AnalysisStatus.QUEUED)
    count = queued.count()
    # Any message wakes a worker, which takes what is next: while there are as many as there is to do, these only wait.
    for analysis in queued.filter(queued_at__lt=waiting_since).order_by("queued_at")[: max(0, count - asked)]:
        _offer(analysis, requests)
    for part in _abandoned_parts(now):
        _give_up_part(part) if part.attempts >= settings.UNDERTONE_MAX_ATTEMPTS else _offer_part(part, requests)
    for analysis_id, turns in _turns_lost(waiting_since, max(0, asked - count)).items():
        for _turn in range(turns):
            requests.analysis_run(str(analysis_id))
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
    """Running, but the lease ran out or its holder no longer exists. Those that are their parts' have no holder."""
    running = Analysis.objects.select_related("recording").filter(status=AnalysisStatus.RUNNING)
    held = running.exclude(lease_holder="")
    return [each for each in held if _is_past(each.lease_expires_at, now) or leases.is_holder_dead(each.lease_holder)]


def _abandoned_parts(now: datetime) -> list[Part]:
    """The same of parts."""
    running = Part.objects.select_related("analysis__recording").filter(status=PartStatus.RUNNING)
    return [
        each for each in running if _is_past(each.lease_expires_at, now) or leases.is_holder_dead(each.lease_holder)
    ]


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is None or moment < now


def _offer(analysis: Analysis, requests: Requests) -> None:
    """Queue it again. The holder keeps its name on it: if it was only slow, its next word takes it back."""
    now = timezone.now()
    unchanged = Analysis.objects.filter(id=analysis.id, status=analysis.status, lease_holder=analysis.lease_holder)
    if unchanged.update(status=AnalysisStatus.QUEUED, stage=None, eta_s=None, queued_at=now, updated_at=now):
        logger.warning("analysis_offered_again", analysis_id=str(analysis.id), was=analysis.status)
        requests.analysis_run(str(analysis.id))
        analyses.changed(analysis)


def _offer_part(part: Part, requests: Requests) -> None:
    """As an analysis is offered; all that others read goes on meanwhile."""
    unchanged = Part.objects.filter(id=part.pk, status=PartStatus.RUNNING, lease_holder=part.lease_holder)
    if unchanged.update(status=PartStatus.WAITING, queued_at=timezone.now()):
        logger.warning("part_offered_again", analysis_id=str(part.analysis_id), part=part.number)
        requests.analysis_run(str(part.analysis_id))


def _turns_lost(waiting_since: datetime, asked: int) -> dict[UUID, int]:
    """How many turns to ask for again, by analysis: for parts that wait too long, and for those that wait to be ended.

    None while as many messages wait as parts do: these are only waiting for a worker.
    """
    now = timezone.now()
    lost: dict[UUID, int] = {}
    left_to_parts = Q(analysis__status=AnalysisStatus.RUNNING, analysis__lease_expires_at__isnull=True)
    waiting = Part.objects.filter(left_to_parts, status=PartStatus.WAITING, queued_at__lt=waiting_since)
    missing = Part.objects.filter(left_to_parts, status=PartStatus.WAITING).count() - asked
    for part in waiting.order_by("number")[: max(0, missing)]:
        if lost.get(part.analysis_id, 0) < ASKED_AT_ONCE:
            Part.objects.filter(id=part.pk).update(queued_at=now)
            lost[part.analysis_id] = lost.get(part.analysis_id, 0) + 1
    ends = Analysis.objects.filter(status=AnalysisStatus.RUNNING, lease_holder="", lease_expires_at__lt=waiting_since)
    for analysis_id in ends.values_list("id", flat=True):
        ends.filter(id=analysis_id).update(lease_expires_at=now - parts.LONG_AGO)
        lost[analysis_id] = 1
    return lost


def _give_up_part(part: Part) -> None:
    """A part that takes every worker down takes its analysis along."""
    logger.error("part_given_up", analysis_id=str(part.analysis_id), part=part.number, attempts=part.attempts)
    if parts.fail(part.analysis_id, code=WORKER_LOST, message=WORKER_LOST_MESSAGE):
        work_metrics.analysis_failed(WORKER_LOST)
        analyses.changed(part.analysis)


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
        if entry.stat().st_mtime > oldest or entry.name == LIVE_FOLDER:
            continue  # what was said live is saved, not swept: `services.live`
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
