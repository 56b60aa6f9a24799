"""Who works on an analysis: a compare-and-set claim with a lease that has to be renewed."""

import os
import socket
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from recognition.models import UNFINISHED, Analysis, AnalysisStatus

HOST = socket.gethostname()


def free(now: datetime) -> Q:
    """Analyses that may be claimed. One without an expiry is its parts' (`parts`), until all of them are read."""
    return Q(status=AnalysisStatus.QUEUED) | Q(status=AnalysisStatus.RUNNING, lease_expires_at__lt=now)


def claim(analysis_id: UUID) -> str | None:
    """Take the analysis if it is queued, or if whoever had it has not been heard of; the lease's holder, or None."""
    now = timezone.now()
    holder = new_holder()
    taken = Analysis.objects.filter(free(now), id=analysis_id).update(
        status=AnalysisStatus.RUNNING,
        lease_holder=holder,
        lease_expires_at=expiry(now),
        attempts=F("attempts") + 1,
        started_at=now,
        updated_at=now,
    )
    return holder if taken else None


def renew(analysis_id: UUID, holder: str, **changes: Any) -> bool:
    """Store changes and keep the lease; False when the row is gone, cancelled, or someone else's."""
    now = timezone.now()
    running: dict[str, Any] = {"status": AnalysisStatus.RUNNING, "lease_expires_at": expiry(now), "updated_at": now}
    return bool(_held(analysis_id, holder).update(**running, **changes))


def release(analysis_id: UUID, holder: str, *, status: AnalysisStatus, **changes: Any) -> bool:
    """End the work with a final status; False when it was not ours any more."""
    now = timezone.now()
    final: dict[str, Any] = {"stage": None, "eta_s": None, "lease_holder": "", "lease_expires_at": None}
    return bool(
        _held(analysis_id, holder).update(status=status, finished_at=now, updated_at=now, **{**final, **changes})
    )


def hand_back(analysis_id: UUID, holder: str) -> bool:
    """Queue it again for another worker; this was no attempt that failed. False when it was not ours any more."""
    now = timezone.now()
    queued: dict[str, Any] = {"status": AnalysisStatus.QUEUED, "queued_at": now, "updated_at": now}
    free: dict[str, Any] = {"stage": None, "eta_s": None, "lease_holder": "", "lease_expires_at": None}
    held = _held(analysis_id, holder).filter(status=AnalysisStatus.RUNNING)
    return bool(held.update(**queued, **free, attempts=F("attempts") - 1))


def put_off(analysis_id: UUID, holder: str) -> None:
    """Queue it again without asking for it: the reaper does, in a while. This was an attempt.

    Nothing changes where it is not ours any more.
    """
    now = timezone.now()
    queued: dict[str, Any] = {"status": AnalysisStatus.QUEUED, "queued_at": now, "updated_at": now}
    free: dict[str, Any] = {"stage": None, "eta_s": None, "lease_holder": "", "lease_expires_at": None}
    _held(analysis_id, holder).filter(status=AnalysisStatus.RUNNING).update(**queued, **free)


def leave_to_parts(analysis_id: UUID, holder: str, **changes: Any) -> bool:
    """Let go of it while its parts are read; this was no attempt that failed. False when it was not ours any more."""
    left: dict[str, Any] = {"status": AnalysisStatus.RUNNING, "lease_holder": "", "lease_expires_at": None}
    held = _held(analysis_id, holder)
    return bool(held.update(**left, **changes, updated_at=timezone.now(), attempts=F("attempts") - 1))


def _held(analysis_id: UUID, holder: str) -> QuerySet[Analysis]:
    """Queued counts: the reaper may have offered it while its holder was only slow, and nobody has taken it yet."""
    return Analysis.objects.filter(id=analysis_id, status__in=UNFINISHED, lease_holder=holder)


def is_holder_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that no longer exists; no need to wait for its lease then."""
    host, _, rest = holder.partition(":")
    process_id = rest.partition(":")[0]
    if host != HOST or not process_id.isdigit():
        return False
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def new_holder() -> str:
    return f"{HOST}:{os.getpid()}:{uuid4().hex}"


def expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.UNDERTONE_LEASE_S)
