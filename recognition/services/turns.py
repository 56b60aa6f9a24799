"""Whose turn it is: a worker that is free takes what is fair, whichever message woke it.

Between owners it is the turn of whoever has the fewest things being worked on, then of whoever had a turn longest ago. Among
one owner's, of what would be done first if each had begun when it was asked for: so a short clip overtakes a long recording,
and no recording waits longer than its own length because of clips that came later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from recognition import decoded
from recognition.models import Analysis, AnalysisStatus
from recognition.part_models import Part, PartStatus
from recognition.services import analyses, leases, part_reading, parts

logger = structlog.get_logger(__name__)

LOOKED_AT = 200  # of one owner's waiting, in the order in which they came
REMEMBERED = timedelta(hours=1)  # who had a turn before that has had none
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """Something to be worked on; the least is the next."""

    due: datetime
    number: int
    analysis_id: UUID
    part_id: int | None = None

    def take(self) -> int | None:
        """Do it. How many turns are to be asked for then; None when somebody else was first."""
        if self.part_id is None:
            return analyses.analysis_run(analysis_id=self.analysis_id)
        return part_reading.part_run(part_id=self.part_id)


def turn_take(*, asked: UUID) -> tuple[UUID, int]:
    """Take the turn that is next, be it of the analysis that was asked for or of another.

    Whose it was, and how many are to be asked for now.
    """
    for turn in _in_order(timezone.now()):
        # The request that woke this worker is not the one that asked for another's recording.
        request = {} if turn.analysis_id == asked else {"request_id": None}
        with bound_contextvars(analysis_id=str(turn.analysis_id), **request):
            try:
                wanted = turn.take()
            except Exception as error:
                if code := analyses.passing(error):  # the row could not be told; the reaper goes on with it
                    logger.warning("analysis_put_off", code=code, error=str(error))
                else:
                    logger.exception("analysis_broke")
                wanted = 0
        if wanted is not None:
            _sounds_sweep()
            return turn.analysis_id, wanted
    decoded.forget()
    return asked, 0


def _sounds_sweep() -> None:
    """Keep the sound of those recordings alone of which a part waits to be read."""
    if kept := decoded.recordings_kept():
        waiting = _parts_free(timezone.now()).filter(analysis__recording__in=kept)
        decoded.forget(but=set(waiting.values_list("analysis__recording", flat=True)))


def _in_order(now: datetime) -> Iterator[Turn]:
    for owner_id in _owners_in_order(now):
        yield from sorted([*_analyses_of(owner_id, now), *_parts_of(owner_id, now)])


def _owners_in_order(now: datetime) -> list[int | None]:
    """Those who have something waiting."""
    waiting = {*_analyses_free(now).values_list("recording__owner", flat=True).distinct().order_by()}
    waiting |= {*_parts_free(now).values_list("analysis__recording__owner", flat=True).distinct().order_by()}
    if len(waiting) < 2:
        return [*waiting]
    at_work, last = _at_work(), _last_turns(now)
    return sorted(waiting, key=lambda owner: (at_work.get(owner, 0), last.get(owner, LONG_AGO), owner or 0))


def _at_work() -> dict[int | None, int]:
    """How many workers each owner has."""
    running = Analysis.objects.filter(status=AnalysisStatus.RUNNING).exclude(lease_holder="").order_by()
    counted = dict(running.values_list("recording__owner").annotate(Count("pk")))
    read = Part.objects.filter(status=PartStatus.RUNNING).order_by()
    for owner, count in read.values_list("analysis__recording__owner").annotate(Count("pk")):
        counted[owner] = counted.get(owner, 0) + count
    return counted


def _last_turns(now: datetime) -> dict[int | None, datetime]:
    """When each owner last had a turn."""
    whole = Analysis.objects.filter(started_at__gt=now - REMEMBERED).order_by()
    last = dict(whole.values_list("recording__owner").annotate(Max("started_at")))
    read = Part.objects.filter(started_at__gt=now - REMEMBERED).order_by()
    for owner, started_at in read.values_list("analysis__recording__owner").annotate(Max("started_at")):
        last[owner] = max(started_at, last.get(owner, LONG_AGO))
    return last


def _analyses_of(owner_id: int | None, now: datetime) -> Iterator[Turn]:
    theirs = _analyses_free(now).filter(_owned("recording__owner", owner_id)).order_by("queued_at", "pk")
    for pk, status, queued_at, duration_s in theirs.values_list("pk", "status", "queued_at", "recording__duration_s")[
        :LOOKED_AT
    ]:
        # One that has run before waits only to be ended.
        left_s = (duration_s or 0.0) if status == AnalysisStatus.QUEUED else 0.0
        yield Turn(queued_at + timedelta(seconds=left_s), 0, pk)


def _parts_of(owner_id: int | None, now: datetime) -> Iterator[Turn]:
    theirs = _parts_free(now).filter(_owned("analysis__recording__owner", owner_id))
    known = theirs.order_by("analysis__queued_at", "analysis", "number").values_list(
        "pk", "number", "analysis", "analysis__queued_at", "analysis__recording__duration_s"
    )
    for pk, number, analysis_id, queued_at, duration_s in known[:LOOKED_AT]:
        yield Turn(queued_at + timedelta(seconds=duration_s or 0.0), number, analysis_id, pk)


def _analyses_free(now: datetime) -> QuerySet[Analysis]:
    """What took every worker down with it is left to the reaper, which gives it up."""
    return Analysis.objects.filter(leases.free(now)).exclude(
        status=AnalysisStatus.RUNNING, attempts__gte=settings.UNDERTONE_MAX_ATTEMPTS
    )


def _parts_free(now: datetime) -> QuerySet[Part]:
    left_to_them = Q(analysis__status=AnalysisStatus.RUNNING, analysis__lease_expires_at__isnull=True)
    return Part.objects.filter(left_to_them, parts.free(now), attempts__lt=settings.UNDERTONE_MAX_ATTEMPTS)


def _owned(field: str, owner_id: int | None) -> Q:
    return Q(**{f"{field}__isnull": True}) if owner_id is None else Q(**{field: owner_id})
