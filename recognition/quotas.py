"""What one user may use, and what of it is used: queued and running analyses, hours a month, room."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from recognition.models import UNFINISHED, Analysis, OwnQuotas, Recording, Usage
from recognition.permissions import accounts_required
from recognition.selectors import User

GB = 2**30  # as the limit of an upload is counted, and as the page writes sizes


@dataclass(frozen=True, slots=True)
class Quotas:
    """Of one user; None sets no limit."""

    concurrent_analyses: int | None
    seconds_per_month: float | None
    storage_bytes: int | None


@dataclass(frozen=True, slots=True)
class Used:
    """By one user, now."""

    concurrent_analyses: int
    seconds_this_month: float
    storage_bytes: int


def owner_id_of(user: User) -> int | None:
    """Locally nobody signs in, and all recordings are the one user's."""
    return user.pk if accounts_required() else None


def quotas_of(owner_id: int | None) -> Quotas:
    own = OwnQuotas.objects.filter(user_id=owner_id).first() if owner_id is not None else None
    own = own or OwnQuotas()
    if own.unlimited:
        return Quotas(None, None, None)
    hours = _own_or(own.hours_per_month, settings.UNDERTONE_HOURS_PER_MONTH)
    storage_gb = _own_or(own.storage_gb, settings.UNDERTONE_STORAGE_GB_PER_USER)
    return Quotas(
        concurrent_analyses=_own_or(own.concurrent_analyses, settings.UNDERTONE_MAX_CONCURRENT_ANALYSES),
        seconds_per_month=None if hours is None else hours * 3600.0,
        storage_bytes=None if storage_gb is None else storage_gb * GB,
    )


def _own_or(own: int | None, servers: int | None) -> int | None:
    return servers if own is None else own


def used_by(owner_id: int | None) -> Used:
    return Used(analyses_unfinished(owner_id), seconds_used(owner_id), bytes_used(owner_id))


def analyses_unfinished(owner_id: int | None) -> int:
    return Analysis.objects.filter(_owned("recording__owner", owner_id), status__in=UNFINISHED).count()


def seconds_used(owner_id: int | None) -> float:
    row = Usage.objects.filter(_owned("owner", owner_id), month=month_of(timezone.now())).first()
    return row.seconds if row else 0.0


def bytes_used(owner_id: int | None) -> int:
    """Deleted recordings count until they are gone for good: until then they lie on the disk."""
    recordings = Recording.objects.filter(_owned("owner", owner_id))
    used: int = recordings.aggregate(
        sum=Coalesce(Sum(F("size_bytes") + F("rendition_bytes") + F("fine_peaks_bytes") + F("action_units_bytes")), 0)
    )["sum"]
    return used


def _owned(field: str, owner_id: int | None) -> Q:
    return Q(**{f"{field}__isnull": True}) if owner_id is None else Q(**{field: owner_id})


def month_of(moment: datetime) -> date:
    """The first day of its calendar month, UTC."""
    return moment.astimezone(UTC).date().replace(day=1)


def next_month(moment: datetime) -> datetime:
    """When the hours are counted from nothing again."""
    first = month_of(moment)
    following = (first + timedelta(days=32)).replace(day=1)
    return datetime(following.year, following.month, 1, tzinfo=UTC)
