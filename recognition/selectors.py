"""Reads. Whatever a request may see of the database comes from here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
    Window,
)
from django.db.models.expressions import BaseExpression
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils import timezone

from recognition.full_text import Term
from recognition.models import Analysis, Recording, Segment
from recognition.permissions import accounts_required
from recognition.prepared import Given, Prepared

User = AbstractBaseUser | AnonymousUser

WAVEFORM = "peaks"  # a column larger than all the others together; whoever needs it, asks for it
# What an analysis' JSON does not tell.
OF_A_RESULT = ("model_info", "timings_s", "provenance", "speaker_baseline", "explanations_error")


class RowCount(Subquery):
    """Of the rows that a query finds for each row of the one around it."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def analyses_all() -> QuerySet[Analysis]:
    """With what an analysis' JSON needs, in one query."""
    return _counted(Analysis.objects.select_related("recording").defer(f"recording__{WAVEFORM}"))


def _counted(analyses: QuerySet[Analysis]) -> QuerySet[Analysis]:
    """Counting by a join would sort each row as often as it has segments."""
    theirs = Segment.objects.filter(analysis=OuterRef("pk")).order_by().values("pk")
    return analyses.annotate(segment_count=RowCount(theirs))


def _analyses_of_recordings() -> QuerySet[Analysis]:
    return _counted(Analysis.objects.defer(*OF_A_RESULT).order_by("-created_at"))


def recordings_of(user: User) -> QuerySet[Recording]:
    """All of them in a local installation, else the user's own; deleted ones too, until they are gone for good."""
    theirs = Prefetch("analyses", queryset=_analyses_of_recordings())
    recordings = Recording.objects.prefetch_related(theirs).defer(WAVEFORM)
    return recordings.filter(owner_id=user.pk) if accounts_required() else recordings


def recordings_by_latest(recordings: QuerySet[Recording]) -> QuerySet[Recording]:
    """To be filtered by what their latest analyses say."""
    return recordings.alias(
        latest_status=_of_latest("status"), latest_top=_of_latest("top"), latest_model=_of_latest("model")
    )


def recordings_visible(user: User) -> QuerySet[Recording]:
    return recordings_of(user).filter(deleted_at__isnull=True)


def recordings_deleted(user: User) -> QuerySet[Recording]:
    """Those that can still be restored."""
    return recordings_of(user).filter(deleted_at__gte=deleted_before())


def deleted_before() -> datetime:
    """What was deleted before this moment is gone for good at the next sweep."""
    return timezone.now() - timedelta(days=settings.UNDERTONE_DELETED_KEPT_DAYS)


def _recording_by_id() -> QuerySet[Recording]:
    return Recording.objects.defer(WAVEFORM).filter(deleted_at__isnull=True, id=Given("id", UUIDField()))


RECORDING = Prepared(_recording_by_id)
OWNED_RECORDING = Prepared(lambda: _recording_by_id().filter(owner_id=Given("owner_id", IntegerField())))
ANALYSES_OF = Prepared(lambda: _analyses_of_recordings().filter(recording_id=Given("recording_id", UUIDField())))


def recording_alone(*, user: User, recording_id: UUID) -> Recording:
    """Without its analyses: for whoever wants the sound, which is asked for piece by piece."""
    owned = accounts_required()
    found = OWNED_RECORDING.first(id=recording_id, owner_id=user.pk) if owned else RECORDING.first(id=recording_id)
    if found is None:
        raise Http404
    return found


def recording_get(*, user: User, recording_id: UUID) -> Recording:
    """With its analyses, newest first, as the library's have them."""
    recording = recording_alone(user=user, recording_id=recording_id)
    analyses: Any = recording.analyses.all()
    analyses._result_cache = ANALYSES_OF.rows(recording_id=recording.pk)
    for analysis in analyses:
        analysis.recording = recording
    recording._prefetched_objects_cache = {"analyses": analyses}  # type: ignore[attr-defined] # as Django does it
    return recording


def recording_even_deleted(*, user: User, recording_id: UUID) -> Recording:
    recording = recordings_of(user).filter(id=recording_id).first()
    if recording is None:
        raise Http404
    return recording


def recordings_saying(recordings: QuerySet[Recording], wanted: Sequence[Term]) -> QuerySet[Recording]:
    """Those in which each term occurs, in the title or in anything that was said."""
    for term in wanted:
        saying = Segment.objects.filter(search_words__has_words=term).values("analysis__recording")
        recordings = recordings.filter(Q(title_words__contains=f" {' '.join(term)}") | Q(pk__in=saying))
    return recordings if wanted else recordings.none()


def segments_saying(recordings: Sequence[Recording], wanted: Sequence[Term]) -> dict[UUID, Segment]:
    """Of each recording the segment that says the most of it, by the recording's id; of equals the newest analysis' first."""
    if not (recordings and wanted):
        return {}
    says = [Q(search_words__has_words=term) for term in wanted]
    said = sum((Case(When(each, then=Value(1)), default=Value(0)) for each in says), start=Value(0))
    best_first: list[BaseExpression | F | str] = [said.desc(), "-analysis__created_at", "index"]
    ranked = Segment.objects.filter(
        reduce(or_, says), analysis__recording__in=[each.pk for each in recordings]
    ).annotate(place=Window(RowNumber(), partition_by=F("analysis__recording"), order_by=best_first))
    return {segment.analysis.recording_id: segment for segment in ranked.filter(place=1).select_related("analysis")}


def _analysis_by_id() -> QuerySet[Analysis]:
    return analyses_all().filter(recording__deleted_at__isnull=True, id=Given("id", UUIDField()))


ANALYSIS = Prepared(_analysis_by_id)
OWNED_ANALYSIS = Prepared(lambda: _analysis_by_id().filter(recording__owner_id=Given("owner_id", IntegerField())))


def analysis_get(*, user: User, analysis_id: UUID) -> Analysis:
    """Of those that the user may see."""
    owned = accounts_required()
    analysis = OWNED_ANALYSIS.first(id=analysis_id, owner_id=user.pk) if owned else ANALYSIS.first(id=analysis_id)
    if analysis is None:
        raise Http404
    return analysis


def analyses_of(owners: Sequence[int | None]) -> QuerySet[Analysis]:
    """What several users may see, for whoever tells each only their own."""
    analyses = analyses_all().filter(recording__deleted_at__isnull=True)
    return analyses.filter(recording__owner__in=owners) if accounts_required() else analyses


def segment_get(*, analysis: Analysis, index: int) -> Segment:
    segment = analysis.segments.filter(index=index).first()
    if segment is None:
        raise Http404
    return segment


def _of_latest(field: str) -> Subquery:
    return Subquery(Analysis.objects.filter(recording=OuterRef("pk")).order_by("-created_at").values(field)[:1])
