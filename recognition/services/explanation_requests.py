"""A user's side of explanations: ask for those that are missing, once, and say how far they are."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from recognition.models import UNFINISHED, Analysis, ExplanationsStatus, Segment
from recognition.services import explanations
from worker import tasks

FAILURE_KEPT = timedelta(minutes=1)
"""How long a failure is answered with; a request after that is a new attempt."""


def explanations_request(*, analysis: Analysis) -> ExplanationsStatus:
    """How far the explanations are. Of an analysis that has ended, missing ones are asked for; the row remembers that."""
    if analysis.status in UNFINISHED:
        return ExplanationsStatus.PENDING
    if not explanations.missing(analysis).exists():
        return ExplanationsStatus.READY
    if _is_to_ask(analysis.explanations_asked_at, analysis.explanations_error):
        _ask(analysis)
        return ExplanationsStatus.PENDING
    return ExplanationsStatus.FAILED if analysis.explanations_error else ExplanationsStatus.PENDING


def segment_explanation_request(*, segment: Segment) -> ExplanationsStatus:
    """The same for one segment alone: it waits for no other."""
    if segment.analysis.status in UNFINISHED:
        return ExplanationsStatus.PENDING
    if segment.explanation is not None:
        return ExplanationsStatus.READY
    if _is_to_ask(segment.explanation_asked_at, segment.explanation_error):
        _ask_segment(segment)
        return ExplanationsStatus.PENDING
    return ExplanationsStatus.FAILED if segment.explanation_error else ExplanationsStatus.PENDING


def _is_to_ask(asked_at: datetime | None, error: object) -> bool:
    return asked_at is None or bool(error and timezone.now() - asked_at > FAILURE_KEPT)


def _ask(analysis: Analysis) -> None:
    """Of two requests at once, one asks: it alone finds the row as both read it."""
    with transaction.atomic():
        unchanged = Analysis.objects.filter(id=analysis.id, explanations_asked_at=analysis.explanations_asked_at)
        if unchanged.update(explanations_asked_at=timezone.now(), explanations_error=None):
            # Robust: with the broker down the row still stands as asked for, and the reaper asks again.
            transaction.on_commit(lambda: tasks.explanations_write.delay(str(analysis.id)), robust=True)


def _ask_segment(segment: Segment) -> None:
    with transaction.atomic():
        unchanged = Segment.objects.filter(pk=segment.pk, explanation_asked_at=segment.explanation_asked_at)
        if unchanged.update(explanation_asked_at=timezone.now(), explanation_error=None):
            ids = (str(segment.analysis_id), segment.index)
            transaction.on_commit(lambda: tasks.segment_explain.delay(*ids), robust=True)
