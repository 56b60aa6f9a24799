"""Files of no recording: what a web process stored and was killed before it could write the row."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import structlog
from django.core.files.storage import default_storage
from django.utils import timezone

from recognition import files
from recognition.models import Recording

logger = structlog.get_logger(__name__)

AT_LEAST_OLD = timedelta(days=1)  # no request lasts as long, so that no row is still to come


def orphans_sweep() -> None:
    """Delete them once they are a day old."""
    try:
        folders, _ = default_storage.listdir(files.FOLDER)
    except FileNotFoundError:
        return
    # The rows after the folders: one that came in between is known.
    known = {str(identity) for identity in Recording.objects.values_list("id", flat=True)}
    for folder in folders:
        if folder not in known and _is_identity(folder):
            with suppress(FileNotFoundError):  # gone by now
                _remove_if_old(folder)


def _is_identity(folder: str) -> bool:
    try:
        return str(UUID(folder)) == folder
    except ValueError:
        return False


def _remove_if_old(folder: str) -> None:
    names = [f"{files.FOLDER}/{folder}/{name}" for name in default_storage.listdir(f"{files.FOLDER}/{folder}")[1]]
    newest = max((default_storage.get_modified_time(name) for name in names), default=None)
    if newest is not None and newest < timezone.now() - AT_LEAST_OLD:
        files.remove(names)
        logger.warning("orphan_removed", recording_id=folder)
