"""The parts of a long recording: shared out, claimed, read, and their segments put in their places.

Speech is found as it is wanted: the last part stands for all that is not found yet, until a turn at it finds as many parts as
there are before it.

Every write first locks the analysis' row: that keeps a cancel or a delete out until it is in, and two workers from placing
the same segments. While there are parts to read, the analysis is running and its own lease is nobody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from recognition.engine.clock import together
from recognition.engine.errors import Cancelled
from recognition.engine.plan import Chunk, Plan, Search, chunks_to_json, extent
from recognition.engine.types import Segment
from recognition.models import Analysis, AnalysisStatus
from recognition.part_models import Part, PartSegment, PartStatus
from recognition.services import leases
from recognition.services.segment_rows import segment_rows_read, segment_rows_write

NOBODY: Mapping[str, Any] = {"lease_holder": "", "lease_expires_at": None}
LONG_AGO = timedelta(minutes=1)  # so that a worker whose clock is slow sees it as past, too


def share_out(analysis: Analysis, holder: str, plan: Plan, *, seconds: Mapping[str, float]) -> int:
    """Make the parts; from here on they are what is worked on. `seconds` is what the plan took. How many there are."""
    shared = plan.parts(length_s=settings.UNDERTONE_PART_S)
    made = _parts(analysis, 0, shared, plan.rest, ends_s=plan.duration_s)
    with transaction.atomic():
        if not leases.leave_to_parts(analysis.id, holder, timings_s=dict(seconds)):
            raise Cancelled
        Part.objects.bulk_create(made)
    return len(made)


def found(
    part: Part,
    holder: str,
    shared: Sequence[Sequence[Chunk]],
    rest: Search | None,
    *,
    ends_s: float,
    seconds: Mapping[str, float],
) -> int:
    """Speech was found: the part is now the first of these, and others follow. How many wait now. Raises as `renew`."""
    first, *others = _parts(part.analysis, part.number, shared, rest, ends_s=ends_s)
    waiting = {"status": PartStatus.WAITING, "queued_at": timezone.now(), "attempts": 0, **NOBODY}
    known = {"chunks": first.chunks, "search": None, "length_s": first.length_s, "seconds": dict(seconds)}
    with transaction.atomic():
        _hold(part, holder).update(**waiting, **known)
        Part.objects.bulk_create(others)
    return 1 + len(others)


def _parts(
    analysis: Analysis, number: int, shared: Sequence[Sequence[Chunk]], rest: Search | None, *, ends_s: float
) -> list[Part]:
    """From that number on: a part for each of these, and one for what is not found yet."""
    made = [
        Part(analysis=analysis, number=each, chunks=chunks_to_json(chunks), length_s=extent(chunks).duration_s)
        for each, chunks in enumerate(shared, start=number)
    ]
    if rest is not None:
        left_s = max(0.0, ends_s - extent(shared[-1]).end_s)
        number += len(made)
        made.append(Part(analysis=analysis, number=number, chunks=[], search=rest.to_json(), length_s=left_s))
    return made


def reopen(analysis: Analysis, holder: str) -> int:
    """After a failure or a cancel: the parts that are not read yet are worked on again. How many these are."""
    with transaction.atomic():
        unread = analysis.parts.exclude(status=PartStatus.DONE)
        count = unread.update(status=PartStatus.WAITING, attempts=0, queued_at=timezone.now(), **NOBODY)
        if count and not leases.leave_to_parts(analysis.id, holder):
            raise Cancelled
    return count


def free(now: datetime) -> Q:
    """Parts that may be claimed, of an analysis that is left to them."""
    return Q(status=PartStatus.WAITING) | Q(status=PartStatus.RUNNING, lease_expires_at__lt=now)


def claim(part: Part) -> str | None:
    """Take a part that waits, or whose worker has not been heard of; the lease's holder, or None."""
    now = timezone.now()
    holder = leases.new_holder()
    with transaction.atomic():
        if not _is_open(part.analysis_id):
            return None
        # Its own columns alone: with a join PostgreSQL would not look again at a row that another has just taken.
        taken = Part.objects.filter(free(now), id=part.pk).update(
            status=PartStatus.RUNNING,
            lease_holder=holder,
            lease_expires_at=leases.expiry(now),
            attempts=F("attempts") + 1,
            started_at=now,
        )
    return holder if taken else None


def renew(part: Part, holder: str, **changes: Any) -> None:
    """Store changes and keep the lease.

    Raises:
        Cancelled: when the analysis is cancelled, failed or gone, or the part someone else's.
    """
    running = {"status": PartStatus.RUNNING, "lease_expires_at": leases.expiry(timezone.now())}
    with transaction.atomic():
        _hold(part, holder).update(**{**running, **changes})


def deliver(part: Part, holder: str, segment: Segment, reading: bytes | None) -> None:
    """Store a segment of the part, and place what can be placed. Raises as `renew`."""
    with transaction.atomic():
        renew(part, holder)
        PartSegment.objects.create(part=part, place=segment.index, body=segment.to_json(), reading=reading)
        place(part.analysis)


def finish(part: Part, holder: str, *, seconds: Mapping[str, float]) -> bool:
    """The part is read. True for the last one: then the analysis waits for whoever ends it. Raises as `renew`."""
    with transaction.atomic():
        took = together(part.seconds, seconds)
        _hold(part, holder).update(status=PartStatus.DONE, share=1.0, seconds=took, **NOBODY)
        place(part.analysis)
        last = not part.analysis.parts.exclude(status=PartStatus.DONE).exists()
        if last:
            now = timezone.now()
            Analysis.objects.filter(id=part.analysis_id).update(lease_expires_at=now - LONG_AGO, updated_at=now)
    return last


def hand_back(part: Part, holder: str) -> bool:
    """Let another worker go on with it; this was no attempt that failed. False when it was not ours any more."""
    waiting = {"status": PartStatus.WAITING, "queued_at": timezone.now(), **NOBODY}
    held = Part.objects.filter(id=part.pk, lease_holder=holder, status=PartStatus.RUNNING)
    return bool(held.update(**waiting, attempts=F("attempts") - 1))


def put_off(part: Part, holder: str) -> None:
    """Let go of it without asking for it again: the reaper does, in a while. This was an attempt.

    Nothing changes where it is not ours any more.
    """
    waiting = {"status": PartStatus.WAITING, "queued_at": timezone.now(), **NOBODY}
    held = Part.objects.filter(id=part.pk, lease_holder=holder, status=PartStatus.RUNNING)
    held.update(**waiting)


def fail(analysis_id: UUID, *, code: str, message: str) -> bool:
    """One part's failure is the analysis', once; the other parts' workers stop at their next word."""
    now = timezone.now()
    failed: dict[str, Any] = {"status": AnalysisStatus.FAILED, "error_code": code, "error_message": message}
    ended: dict[str, Any] = {"stage": None, "eta_s": None, "finished_at": now, "updated_at": now}
    return bool(_open_ones(analysis_id).update(**failed, **ended))


def place(analysis: Analysis) -> None:
    """Give the segments that no missing one precedes their indices, and show them: within the caller's transaction."""
    placed, index = analysis.segments.count(), 0
    counted = analysis.parts.annotate(read=Count("segments")).order_by("number")
    for part_id, status, read in counted.values_list("pk", "status", "read"):
        if index + read > placed:
            fresh = PartSegment.objects.filter(part=part_id).order_by("place")[max(0, placed - index) :]
            bodies = fresh.values_list("body", flat=True)
            first = max(placed, index)
            segments = [
                replace(Segment.from_json(body), index=number) for number, body in enumerate(bodies, start=first)
            ]
            segment_rows_write(analysis, segments)
        index += read
        if status != PartStatus.DONE:
            return


def segments_read(analysis: Analysis) -> tuple[list[Segment], list[bytes | None]]:
    """All segments in order, and what was made of each by itself: None where a person wrote other words since."""
    segments = segment_rows_read(analysis)
    kept = PartSegment.objects.filter(part__analysis=analysis).order_by("part__number", "place")
    readings = [None if each is None else bytes(each) for each in kept.values_list("reading", flat=True)]
    return segments, [
        None if segment.text_original is not None else reading
        for segment, reading in zip(segments, readings, strict=True)
    ]


def seconds_of(analysis: Analysis) -> dict[str, float]:
    """What plan and parts took between the workers, by stage."""
    return together(analysis.timings_s or {}, *analysis.parts.values_list("seconds", flat=True))


def _hold(part: Part, holder: str) -> QuerySet[Part]:
    """The part if it is still ours. Waiting counts: the reaper may have offered it while its holder was only slow."""
    held = Part.objects.filter(id=part.pk, lease_holder=holder).exclude(status=PartStatus.DONE)
    if not (_is_open(part.analysis_id) and held.exists()):
        raise Cancelled
    return held


def _is_open(analysis_id: UUID) -> bool:
    return bool(_open_ones(analysis_id).select_for_update().values_list("pk"))


def _open_ones(analysis_id: UUID) -> QuerySet[Analysis]:
    return Analysis.objects.filter(id=analysis_id, status=AnalysisStatus.RUNNING, lease_expires_at__isnull=True)
