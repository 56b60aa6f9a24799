"""Files of no recording: what a web process stored and was killed before it could write the row."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby, islice
from uuid import UUID

import structlog
from django.utils import timezone

from recognition import files
from recognition.models import Recording

logger = structlog.get_logger(__name__)

AT_LEAST_OLD = timedelta(days=1)  # no request lasts as long, so that no row is still to come
LOOKED_AT_ONCE = 500  # rows of one question


def orphans_sweep() -> None:
    """Delete them once they are a day old."""
    before = timezone.now() - AT_LEAST_OLD
    recordings = groupby(files.stored(), key=lambda file: file[0].split("/")[1])
    old = ((folder, names) for folder, found in recordings if (names := _old(found, before)) and _is_identity(folder))
    while some := list(islice(old, LOOKED_AT_ONCE)):
        # The rows after the files: one that came in between is known.
        rows = Recording.objects.filter(id__in=[folder for folder, _names in some])
        known = {str(identity) for identity in rows.values_list("id", flat=True)}
        for folder, names in some:
            if folder not in known and files.remove(names):
                logger.warning("orphan_removed", recording_id=folder)


def _old(found: Iterable[tuple[str, datetime]], before: datetime) -> list[str]:
    """The names, or none when one of the files may still get its row."""
    files_found = list(found)
    return [name for name, _written in files_found] if all(written < before for _, written in files_found) else []


def _is_identity(folder: str) -> bool:
    try:
        return str(UUID(folder)) == folder
    except ValueError:
        return False
