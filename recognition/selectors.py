"""Reads. Whatever a request may see of the database comes from here."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404

from recognition.models import Analysis, Recording, Segment
from recognition.permissions import accounts_required

User = AbstractBaseUser | AnonymousUser


def analyses_all() -> QuerySet[Analysis]:
    """With what an analysis' JSON needs, in one query."""
    return Analysis.objects.select_related("recording").annotate(segment_count=Count("segments"))


def recordings_visible(user: User) -> QuerySet[Recording]:
    """All of them in a local installation, else the user's own."""
    recordings = Recording.objects.prefetch_related(
        Prefetch("analyses", queryset=analyses_all().order_by("-created_at"))
    ).annotate(latest_status=_of_latest("status"), latest_top=_of_latest("top"))
    return recordings.filter(owner_id=user.pk) if accounts_required() else recordings


def recording_get(*, user: User, recording_id: UUID) -> Recording:
    recording = recordings_visible(user).filter(id=recording_id).first()
    if recording is None:
        raise Http404
    return recording


def recordings_saying(recordings: QuerySet[Recording], text: str) -> QuerySet[Recording]:
    """Those whose title, or anything said in them, contains the text."""
    said = Segment.objects.filter(analysis__recording=OuterRef("pk"), text__icontains=text)
    return recordings.filter(Q(title__icontains=text) | Exists(said))


def analyses_visible(user: User) -> QuerySet[Analysis]:
    analyses = analyses_all()
    return analyses.filter(recording__owner_id=user.pk) if accounts_required() else analyses


def analysis_get(*, user: User, analysis_id: UUID) -> Analysis:
    analysis = analyses_visible(user).filter(id=analysis_id).first()
    if analysis is None:
        raise Http404
    return analysis


def analyses_changed_since(*, user: User, moment: datetime) -> QuerySet[Analysis]:
    return analyses_visible(user).filter(updated_at__gt=moment).order_by("updated_at")


def segment_get(*, analysis: Analysis, index: int) -> Segment:
    segment = analysis.segments.filter(index=index).first()
    if segment is None:
        raise Http404
    return segment


def _of_latest(field: str) -> Subquery:
    return Subquery(Analysis.objects.filter(recording=OuterRef("pk")).order_by("-created_at").values(field)[:1])
