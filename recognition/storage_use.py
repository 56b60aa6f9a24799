"""How much room is taken, by what, and which recordings go next."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce

from recognition import selectors
from recognition.models import Recording
from recognition.permissions import accounts_required
from recognition.selectors import User
from recognition.services.preferences import preferences_get
from recognition.services.retention import days_in_force

LARGEST = 10
NEXT = 5


@dataclass(frozen=True, slots=True)
class Bytes:
    """By kind. What belongs to the whole server is not told where it has many users."""

    originals: int
    renditions: int
    waveforms: int
    deleted: int
    database: int | None
    weights: int | None
    free: int | None


@dataclass(frozen=True, slots=True)
class Expiry:
    """A recording, and when the retention time ends its stay."""

    recording: Recording
    at: datetime


@dataclass(frozen=True, slots=True)
class StorageUse:
    """What the Settings page shows."""

    recordings: int
    deleted: int
    bytes: Bytes
    largest: list[Recording]
    retention_days: int | None
    expiring_within_week: int
    next_to_expire: list[Expiry]


def storage_use(user: User, now: datetime) -> StorageUse:
    kept, deleted = selectors.recordings_visible(user), selectors.recordings_deleted(user)
    days = days_in_force(preferences_get(user).retention_days)
    sizes, deleted_sizes = _sizes(kept), _sizes(deleted)
    return StorageUse(
        recordings=sizes["count"],
        deleted=deleted_sizes["count"],
        bytes=_bytes(sizes, deleted_sizes),
        largest=list(kept.order_by(-(F("size_bytes") + F("rendition_bytes")), "id")[:LARGEST]),
        retention_days=days,
        expiring_within_week=_expiring_within(kept, days, now + timedelta(days=7)),
        next_to_expire=_next_to_expire(kept, days),
    )


def _sizes(recordings: QuerySet[Recording]) -> dict[str, int]:
    return recordings.order_by().aggregate(
        count=Count("pk"),
        originals=Coalesce(Sum(F("size_bytes") + F("action_units_bytes")), 0),
        renditions=Coalesce(Sum("rendition_bytes"), 0),
        waveforms=Coalesce(Sum("fine_peaks_bytes"), 0),
    )


def _bytes(kept: dict[str, int], deleted: dict[str, int]) -> Bytes:
    shared = accounts_required()
    return Bytes(
        originals=kept["originals"],
        renditions=kept["renditions"],
        waveforms=kept["waveforms"],
        deleted=deleted["originals"] + deleted["renditions"] + deleted["waveforms"],
        database=None if shared else _database_bytes(),
        weights=None if shared else _folder_bytes(Path(settings.UNDERTONE_MODELS_DIR)),
        free=None if shared or settings.UNDERTONE_STORAGE != "local" else shutil.disk_usage(settings.DATA_DIR).free,
    )


def _database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def _folder_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _expiring_within(recordings: QuerySet[Recording], days: int | None, moment: datetime) -> int:
    if days is None:
        return 0
    return recordings.filter(created_at__lt=moment - timedelta(days=days)).count()


def _next_to_expire(recordings: QuerySet[Recording], days: int | None) -> list[Expiry]:
    if days is None:
        return []
    oldest = recordings.order_by("created_at", "id")[:NEXT]
    return [Expiry(recording, recording.created_at + timedelta(days=days)) for recording in oldest]
