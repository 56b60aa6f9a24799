"""What is done with many recordings at once: deleted so that it can be undone, restored, let go for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from recognition import selectors
from recognition.models import Recording
from recognition.selectors import User
from worker import tasks


@dataclass(frozen=True, slots=True)
class Deletion:
    """Recordings deleted together: how many, the name to restore them by, and until when that can be done."""

    id: UUID
    count: int
    restorable_until: datetime


def recordings_delete(recordings: QuerySet[Recording]) -> Deletion:
    """Take them out of sight. Rows and files stay until the time to restore them is over."""
    now, name = timezone.now(), uuid4()
    chosen = recordings.order_by().values("pk")
    count = Recording.objects.filter(pk__in=chosen).update(deleted_at=now, deletion=name)
    return Deletion(name, count, now + timedelta(days=settings.UNDERTONE_DELETED_KEPT_DAYS))


def recordings_restore(recordings: QuerySet[Recording]) -> int:
    chosen = recordings.order_by().values("pk")
    return Recording.objects.filter(pk__in=chosen).update(deleted_at=None, deletion=None)


def deleted_let_go(user: User) -> int:
    """Nobody sees them any more, and the next sweep deletes them. It is asked for now."""
    chosen = selectors.recordings_deleted(user).order_by().values("pk")
    before = selectors.deleted_before() - timedelta(seconds=1)
    count = Recording.objects.filter(pk__in=chosen).update(deleted_at=before, deletion=None)
    if count:
        # Robust: with the broker down the clock comes to it within the hour.
        transaction.on_commit(lambda: tasks.retention_run.delay(), robust=True)
    return count
