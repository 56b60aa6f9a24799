"""What goes, and when: recordings older than they may be kept, and those that were deleted and can no longer be restored."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from recognition import files
from recognition.models import Analysis, Preferences, Recording
from recognition.selectors import deleted_before

logger = structlog.get_logger(__name__)


def days_in_force(chosen: int | None) -> int | None:
    """The shorter of what somebody chose and what the server allows; None keeps everything."""
    known = [days for days in (chosen, settings.UNDERTONE_RETENTION_DAYS) if days is not None]
    return min(known, default=None)


def retention_apply() -> None:
    """Delete the sound, and everything derived from it, of recordings older than their owner or the server keeps them."""
    now = timezone.now()
    for recording in Recording.objects.filter(_expired(now)).defer("peaks"):
        logger.info("recording_expired", recording_id=str(recording.id))
        recording_remove(recording)


def _expired(now: datetime) -> Q:
    """Nobody's choice outlasts the server's limit; without either nothing expires."""
    expired = Q(pk__in=[])
    if settings.UNDERTONE_RETENTION_DAYS is not None:
        expired |= Q(created_at__lt=now - timedelta(days=settings.UNDERTONE_RETENTION_DAYS))
    chosen = Preferences.objects.filter(retention_days__isnull=False).values_list("owner_id", "retention_days")
    for owner_id, days in chosen:
        owned = Q(owner_id=owner_id) if owner_id is not None else Q(owner__isnull=True)
        expired |= owned & Q(created_at__lt=now - timedelta(days=days or 0))
    return expired


def deleted_purge() -> None:
    """Delete for good what was deleted longer ago than it can be restored."""
    for recording in Recording.objects.filter(deleted_at__lt=deleted_before()).defer("peaks"):
        logger.info("deleted_recording_purged", recording_id=str(recording.id))
        recording_remove(recording)


def sessions_purge() -> None:
    """Forget sessions that have run out; nobody can use them any more."""
    SessionStore.clear_expired()


def recording_remove(recording: Recording) -> None:
    """Row first: a running worker sees that it is gone and stops; then the files."""
    # The worker may be writing the derived ones at this moment, not yet named in the row.
    names = {*recording.stored_names, files.rendition_name(recording.id), files.fine_peaks_name(recording.id)}
    with transaction.atomic():
        # A worker that is storing a segment comes first; the next finds nothing to store it to.
        # By the model's own rows: what was fetched with the recording is counted, and PostgreSQL locks no groups.
        list(Analysis.objects.select_for_update().filter(recording=recording).values_list("pk"))
        recording.delete()
        transaction.on_commit(lambda: files.remove([*names]))
