"""A user's side of a correction: leave the words on the segment's row, and wait a little for the scores."""

import time

from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework.exceptions import NotFound

from recognition.exceptions import ApplicationError
from recognition.models import UNFINISHED, Analysis, Segment
from worker import tasks

LOOK_INTERVAL_S = 0.1
ANALYSES_QUEUE, QUICK_QUEUE = "analyses", "quick"


def segment_correct(*, segment: Segment, text: str, text_seen: str | None = None) -> None:
    """Ask for the segment with other words. The row holds them, so a lost message loses nothing.

    With `text_seen`, only if nobody has written something else since: two tabs do not write over each other unawares.
    """
    if segment.analysis.status in UNFINISHED:
        raise ApplicationError("A segment can be corrected once its analysis has ended.", code="conflict")
    with transaction.atomic():
        changed = _unchanged(segment, text_seen).update(
            pending_text=text.strip(), pending_since=timezone.now(), correction_error=None
        )
        if not changed:
            raise ApplicationError(
                "The text of this segment has changed meanwhile. Read it again before you change it.",
                code="text_changed",
            )
        transaction.on_commit(lambda: _ask_worker(segment), robust=True)


def _unchanged(segment: Segment, text_seen: str | None) -> QuerySet[Segment]:
    """The row, if it says what was seen; words that wait for the worker are what it says."""
    row = Segment.objects.filter(pk=segment.pk)
    if text_seen is None:
        return row
    return row.filter(Q(pending_text=text_seen) | Q(pending_text__isnull=True, text=text_seen))


def _ask_worker(segment: Segment) -> None:
    """The process for analyses has the models loaded; while it is busy, the other one loads its own."""
    busy = Analysis.objects.filter(status__in=UNFINISHED).exists()
    arguments = (str(segment.analysis_id), segment.index)
    tasks.segment_correct.apply_async(arguments, queue=QUICK_QUEUE if busy else ANALYSES_QUEUE)


def correction_wait(*, segment: Segment) -> bool:
    """Whether the correction was made within the waiting time; a refused one raises its reason."""
    until = time.monotonic() + settings.UNDERTONE_CORRECTION_WAIT_S
    while time.monotonic() < until:
        try:
            segment.refresh_from_db(fields=["pending_text", "correction_error", "body", "text"])
        except Segment.DoesNotExist as gone:
            raise NotFound from gone  # deleted while its words were read
        if segment.correction_error is not None:
            error = segment.correction_error
            raise ApplicationError(error["message"], code=error["code"])
        if segment.pending_text is None:
            return True
        close_old_connections()  # whoever waits holds none
        time.sleep(LOOK_INTERVAL_S)
    return False
