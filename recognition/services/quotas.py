"""Drawing on a quota: looked at and written under one lock, so that two uploads at once do not both take what is left."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from recognition.exceptions import ApplicationError
from recognition.models import Recording, Usage
from recognition.quotas import (
    GB,
    Quotas,
    analyses_unfinished,
    bytes_used,
    month_of,
    next_month,
    quotas_of,
    seconds_used,
)

ASK_AGAIN_S = 15.0  # of a place that becomes free when an analysis ends


def upload_check(owner_id: int | None, *, size_bytes: int, duration_s: float | None) -> None:
    """Refuse, before anything is received or stored, what would be refused afterwards.

    Raises:
        ApplicationError: `too_many_analyses`, `monthly_hours_used` or `storage_quota_used`.
    """
    quotas = quotas_of(owner_id)
    _analyses_check(owner_id, quotas)
    _hours_check(owner_id, quotas, duration_s)
    _storage_check(owner_id, quotas, size_bytes)


def storage_take(owner_id: int | None, *, size_bytes: int) -> None:
    """In the transaction that stores a recording, before it is stored."""
    _usage_lock(owner_id)
    _storage_check(owner_id, quotas_of(owner_id), size_bytes)


def analysis_take(owner_id: int | None, *, duration_s: float | None) -> None:
    """In the transaction that makes an analysis, before it is made. Hours are used then, whatever comes of it."""
    usage = _usage_lock(owner_id)
    quotas = quotas_of(owner_id)
    _analyses_check(owner_id, quotas)
    _hours_check(owner_id, quotas, duration_s)
    Usage.objects.filter(pk=usage.pk).update(seconds=F("seconds") + (duration_s or 0.0), analyses=F("analyses") + 1)


def place_take(owner_id: int | None) -> None:
    """In the transaction that queues an analysis again; its hours have been counted."""
    _usage_lock(owner_id)
    _analyses_check(owner_id, quotas_of(owner_id))


def duration_known(recording_id: UUID, duration_s: float) -> None:
    """Of a file whose header did not tell: the hours that its analyses took are counted now, once."""
    with transaction.atomic():
        told = Recording.objects.filter(id=recording_id, duration_s__isnull=True).update(duration_s=duration_s)
        if not told:
            return
        recording = Recording.objects.get(id=recording_id)
        usage = _usage_lock(recording.owner_id)
        seconds = duration_s * recording.analyses.count()
        Usage.objects.filter(pk=usage.pk).update(seconds=F("seconds") + seconds)


def _usage_lock(owner_id: int | None) -> Usage:
    """This month's row, held until the transaction ends. SQLite's writers stand in line by themselves."""
    row, _made = Usage.objects.get_or_create(owner_id=owner_id, month=month_of(timezone.now()))
    return Usage.objects.select_for_update(no_key=True).get(pk=row.pk)


def _analyses_check(owner_id: int | None, quotas: Quotas) -> None:
    limit = quotas.concurrent_analyses
    if limit is None or (used := analyses_unfinished(owner_id)) < limit:
        return
    raise ApplicationError(
        f"{limit} queued or running at a time is the limit here, and you have {used}. "
        "Another analysis can start when one of them ends.",
        code="too_many_analyses",
        wait_s=ASK_AGAIN_S,
    )


def _hours_check(owner_id: int | None, quotas: Quotas, duration_s: float | None) -> None:
    limit = quotas.seconds_per_month
    if limit is None:
        return
    used = seconds_used(owner_id)
    # Of a file whose length nobody knows yet, at least something must be left.
    if used + (duration_s or 0.0) <= limit and used < limit:
        return
    takes = f", and this recording takes {_hours(duration_s)}" if duration_s else ""
    resets = next_month(timezone.now())
    raise ApplicationError(
        f"You have used {_hours(used)} of this month's {_hours(limit)} of audio{takes}. "
        f"The count starts again on {resets.day} {resets:%B %Y} (UTC).",
        code="monthly_hours_used",
    )


def _storage_check(owner_id: int | None, quotas: Quotas, size_bytes: int) -> None:
    limit = quotas.storage_bytes
    if limit is None or (used := bytes_used(owner_id)) + size_bytes <= limit:
        return
    raise ApplicationError(
        f"You use {_gb(used)} of your {_gb(limit)}, and this file takes {_gb(size_bytes)}. "
        "Recordings that are deleted for good make room.",
        code="storage_quota_used",
    )


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def _gb(size_bytes: int) -> str:
    return f"{size_bytes / GB:.1f} GB" if size_bytes >= GB / 10 else f"{size_bytes / 2**20:.1f} MB"
