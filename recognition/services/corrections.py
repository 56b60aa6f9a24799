"""The worker's side of a correction: the scores that follow from the words a user wrote."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from recognition import files
from recognition.engine.errors import EngineError
from recognition.engine.types import Segment, SpeakerBaseline, Word
from recognition.full_text import folded
from recognition.inference import pipeline, summarise
from recognition.models import UNFINISHED, Analysis
from recognition.models import Segment as SegmentRow
from recognition.services import analyses, segment_rows

logger = structlog.get_logger(__name__)


def correction_apply(*, analysis_id: UUID, index: int) -> None:
    """Score the pending words of a segment, then the whole again."""
    row = (
        SegmentRow.objects.select_related("analysis__recording")
        .filter(analysis_id=analysis_id, index=index, pending_text__isnull=False)
        .exclude(analysis__status__in=UNFINISHED)
        .first()
    )
    if row is None or row.pending_text is None:
        return
    heard = _heard_words(row)
    try:
        corrected = _rescore(row, row.pending_text, heard)
    except EngineError as error:
        logger.warning("correction_refused", code=error.code, message=error.message)
        _settle(row, correction_error={"code": error.code, "message": error.message})
        return
    with transaction.atomic():
        if _has_rested(row.analysis) and _settle(
            row,
            body=corrected.to_json(),
            text=corrected.text,
            search_words=folded(corrected.text),
            heard_words=None if corrected.text_original is None else [asdict(word) for word in heard],
            **segment_rows.UNEXPLAINED,
        ):
            _summarise_again(row.analysis)


def _heard_words(row: SegmentRow) -> Sequence[Word]:
    """The words as the speech engine timed them: the row keeps them from the first correction on."""
    corrected = row.body["text_original"] is not None
    words = row.heard_words or [] if corrected else row.body["words"]
    return [Word(**word) for word in words]


def _rescore(row: SegmentRow, text: str, heard: Sequence[Word]) -> Segment:
    analysis = row.analysis
    with files.local_path(analysis.recording.file) as path, analyses.face_table(analysis) as action_units:
        return pipeline().rescore(
            path,
            Segment.from_json(row.body),
            text,
            language=analysis.spoken_language,
            model=analysis.model,
            asr=analysis.asr,
            baseline=SpeakerBaseline.from_json(analysis.speaker_baseline),
            heard=heard,
            action_units=action_units,
        )


def _has_rested(analysis: Analysis) -> bool:
    """Whether no run has begun since the scores were computed. A run holds the segments as it found them, and may write
    them all again at its end: the words then stay pending until the reaper asks for them. The lock keeps a run from
    being claimed until they are stored."""
    same = Analysis.objects.select_for_update().filter(id=analysis.id, started_at=analysis.started_at)
    return same.exclude(status__in=UNFINISHED).exists()


def _settle(row: SegmentRow, **changes: object) -> bool:
    """Store the outcome, unless the user has written something else meanwhile: that has a message of its own."""
    pending = SegmentRow.objects.filter(pk=row.pk, pending_text=row.pending_text)
    return bool(pending.update(pending_text=None, pending_since=None, **changes))


def _summarise_again(analysis: Analysis) -> None:
    overall = summarise(segment_rows.segment_rows_read(analysis), analysis.model)
    Analysis.objects.filter(id=analysis.id).update(
        overall=overall.to_json(), top=overall.top or "", updated_at=timezone.now()
    )
    analyses.changed(analysis)


def correction_fail(*, analysis_id: UUID, index: int) -> None:
    """Take a correction back whose scoring broke, so that the user hears of it and the reaper does not try for ever."""
    error = {"code": analyses.INTERNAL_ERROR, "message": "Something went wrong here while reading the new words."}
    SegmentRow.objects.filter(analysis_id=analysis_id, index=index, pending_text__isnull=False).update(
        pending_text=None, pending_since=None, correction_error=error
    )
