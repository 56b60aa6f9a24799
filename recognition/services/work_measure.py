"""How much there is to do, counted in the rows: what waits and what is being done. Workers are started and stopped by it.

Messages alone would not tell: one is taken from its list before its analysis is done, and some get lost. Whoever scales by
them stops a worker in the middle, or never starts one.
"""

import math
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from recognition.models import Analysis, AnalysisStatus, Recording, Segment
from recognition.part_models import Part, PartStatus

logger = structlog.get_logger(__name__)

LIST = "undertone:work"  # azure-deploy/QUEUE names it
LONGEST = 1000  # nobody runs more workers, and its entries are real
KEPT_S = 120  # if the clock stands still, what it last said is soon no longer believed
REDIS_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Work:
    """Things that a worker would do now; seconds that the first of those that wait has waited."""

    waiting: int
    running: int
    quick: bool
    oldest_s: float

    @property
    def workers(self) -> int:
        """As many can be at work at once; one does short jobs beside its analysis."""
        return self.waiting + self.running or int(self.quick)


def work_measure() -> Work:
    now = timezone.now()
    queued = Analysis.objects.filter(status=AnalysisStatus.QUEUED)
    running = Analysis.objects.filter(status=AnalysisStatus.RUNNING)
    shared = Part.objects.filter(analysis__status=AnalysisStatus.RUNNING, analysis__lease_expires_at__isnull=True)
    parts_waiting = shared.filter(status=PartStatus.WAITING)
    return Work(
        waiting=queued.count() + parts_waiting.filter(search__isnull=True).count() + _parts_to_find(shared),
        # With a lease a worker holds it, or it waits to be ended; without one it is its parts'.
        running=running.filter(lease_expires_at__isnull=False).count()
        + shared.filter(status=PartStatus.RUNNING, search__isnull=True).count(),
        quick=_has_quick(),
        oldest_s=max(_age_s(each.aggregate(first=Min("queued_at"))["first"], now) for each in (queued, parts_waiting)),
    )


def _parts_to_find(shared: QuerySet[Part]) -> int:
    """How many parts there will be of what is not found yet, if all of it is speech."""
    left = shared.filter(search__isnull=False).values_list("length_s", flat=True)
    return sum(max(1, math.ceil(left_s / settings.UNDERTONE_PART_S)) for left_s in left)


def _age_s(first: datetime | None, now: datetime) -> float:
    return round((now - first).total_seconds(), 1) if first else 0.0


def _has_quick() -> bool:
    """Corrections, explanations and renditions that were asked for."""
    asked = Q(pending_text__isnull=False) | Q(explanation_asked_at__isnull=False, explanation_error__isnull=True)
    return (
        Segment.objects.filter(asked).exists()
        or Analysis.objects.filter(explanations_asked_at__isnull=False, explanations_error__isnull=True).exists()
        or Recording.objects.filter(rendition_wanted=True, rendition="").exists()
    )


def work_tell(work: Work) -> None:
    """To the log, and as the length of a list in Redis."""
    logger.info("queue_measured", waiting=work.waiting, running=work.running, quick=work.quick, oldest_s=work.oldest_s)
    if not settings.REDIS_URL:
        return
    try:
        with (
            Redis.from_url(settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT_S) as redis,
            redis.pipeline() as all_at_once,
        ):
            all_at_once.delete(LIST)
            if work.workers:
                all_at_once.rpush(LIST, *[b"1"] * min(work.workers, LONGEST))
                all_at_once.expire(LIST, KEPT_S)
            all_at_once.execute()
    except RedisError as error:
        logger.warning("queue_not_told", error=str(error))
