"""The worker's side of explanations: a few seconds of them at a time, so that a corrected word need not wait behind an hour."""

import time
from pathlib import Path
from uuid import UUID

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from recognition import files
from recognition.engine.errors import EngineError
from recognition.engine.types import Segment, SpeakerBaseline
from recognition.inference import pipeline
from recognition.models import UNFINISHED, Analysis
from recognition.models import Segment as SegmentRow
from recognition.services import analyses
from recognition.services.segment_rows import UNEXPLAINED

logger = structlog.get_logger(__name__)

TURN_S = 3.0
BROKE = "Something went wrong here while explaining this result."


def explanations_write(*, analysis_id: UUID) -> bool:
    """Explain segments for one turn; whether some are left for the next."""
    analysis = _asked(analysis_id).select_related("recording").first()
    if analysis is None:
        return False
    try:
        _explain_some(analysis)
    except EngineError as error:
        logger.warning("explanation_refused", code=error.code, message=error.message)
        _fail(analysis_id, code=error.code, message=error.message)
        return False
    left = missing(analysis).exists()
    now = timezone.now()
    _asked(analysis_id).update(explanations_asked_at=now if left else None, updated_at=now)
    analyses.changed(analysis)
    return left


def explanations_fail(*, analysis_id: UUID) -> None:
    """Give up on explanations that broke, so that the user hears of it and the reaper does not try for ever."""
    _fail(analysis_id, code=analyses.INTERNAL_ERROR, message=BROKE)


def segment_explain(*, analysis_id: UUID, index: int) -> None:
    """Explain the one segment that was asked about, however many there are before it."""
    row = _asked_segment(analysis_id, index).select_related("analysis__recording").first()
    if row is None:
        return
    try:
        with files.local_path(row.analysis.recording.file) as path:
            _explain(row, path)
    except EngineError as error:
        logger.warning("explanation_refused", code=error.code, message=error.message, segment=index)
        _fail_segment(analysis_id, index, code=error.code, message=error.message)


def segment_explain_fail(*, analysis_id: UUID, index: int) -> None:
    """Give up on a segment whose explanation broke."""
    _fail_segment(analysis_id, index, code=analyses.INTERNAL_ERROR, message=BROKE)


def missing(analysis: Analysis) -> QuerySet[SegmentRow]:
    """Segments without an explanation, in order."""
    return analysis.segments.filter(explanation__isnull=True).order_by("index")


def _explain_some(analysis: Analysis) -> None:
    until = time.monotonic() + TURN_S
    with files.local_path(analysis.recording.file) as path:
        for row in missing(analysis):
            _explain(row, path)
            if time.monotonic() > until:
                return


def _explain(row: SegmentRow, path: Path) -> None:
    analysis = row.analysis
    made = pipeline().explain(
        path,
        Segment.from_json(row.body),
        language=analysis.spoken_language,
        model=analysis.model,
        asr=analysis.asr,
        baseline=SpeakerBaseline.from_json(analysis.speaker_baseline),
    )
    # Only if it still reads so: a correction or a further run may have come meanwhile, and asks for its own.
    same = SegmentRow.objects.filter(pk=row.pk, text=row.text, analysis__started_at=analysis.started_at)
    same.update(**{**UNEXPLAINED, "explanation": made.to_json()})


def _asked(analysis_id: UUID) -> QuerySet[Analysis]:
    """None while it runs again: its segments may yet read otherwise."""
    asked = Analysis.objects.filter(
        id=analysis_id, explanations_asked_at__isnull=False, explanations_error__isnull=True
    )
    return asked.exclude(status__in=UNFINISHED)


def _fail(analysis_id: UUID, *, code: str, message: str) -> None:
    now = timezone.now()
    analysis = _asked(analysis_id).select_related("recording").first()
    if analysis is not None:
        error = {"code": code, "message": message}
        _asked(analysis_id).update(explanations_error=error, explanations_asked_at=now, updated_at=now)
        analyses.changed(analysis)


def _asked_segment(analysis_id: UUID, index: int) -> QuerySet[SegmentRow]:
    """The same for a segment that was asked about by itself."""
    asked = SegmentRow.objects.filter(analysis_id=analysis_id, index=index, explanation_asked_at__isnull=False)
    return asked.filter(explanation_error__isnull=True).exclude(analysis__status__in=UNFINISHED)


def _fail_segment(analysis_id: UUID, index: int, *, code: str, message: str) -> None:
    error = {"code": code, "message": message}
    _asked_segment(analysis_id, index).update(explanation_error=error, explanation_asked_at=timezone.now())
