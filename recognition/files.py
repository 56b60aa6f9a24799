"""Stored files: where they lie, how the engine gets at them, how they go."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile

from recognition.storage_errors import StorageUnavailableError

logger = structlog.get_logger(__name__)

FOLDER = "recordings"
BLOCK_BYTES = 4 * 2**20  # of a file that is fetched; one request each


def original_name(recording_id: UUID) -> str:
    """The place of an upload; nothing of the name it came with is in it."""
    return f"{FOLDER}/{recording_id}/original"


def rendition_name(recording_id: UUID) -> str:
    return f"{FOLDER}/{recording_id}/rendition.mp3"


def action_units_name(recording_id: UUID) -> str:
    return f"{FOLDER}/{recording_id}/action-units.csv"


def fine_peaks_name(recording_id: UUID) -> str:
    return f"{FOLDER}/{recording_id}/peaks"


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder for half-made files, beside the half-received ones: what a killed process leaves in it is swept with those."""
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        yield Path(folder)


@contextmanager
def local_path(field: FieldFile) -> Iterator[Path]:
    """A path that the engine can open; from a remote storage the file is fetched for as long as it is needed."""
    try:
        path: str | None = field.path
    except NotImplementedError:
        path = None
    if path is not None:
        yield Path(path)
        return
    with work_folder() as folder, stored_open(str(field.name)) as source:
        copy = folder / "recording"
        _room_check(folder, source.size)
        with copy.open("wb") as target:
            for chunk in source.chunks(BLOCK_BYTES):
                target.write(chunk)
        yield copy


def _room_check(folder: Path, size_bytes: int) -> None:
    """Told before hours are fetched, and before others find the disk full."""
    if shutil.disk_usage(folder).free < size_bytes:
        raise OSError(errno.ENOSPC, "No space left on device", str(folder))


def stored_open(name: str) -> "File[bytes]":
    """The storage's own file, which knows its size: asking a field for it would be one more request.

    Raises:
        FileNotFoundError: when there is none.
    """
    file: File[bytes] = default_storage.open(name, "rb")
    return file


def store(name: str, content: "File[bytes]") -> str:
    """Save under a name; the storage may change it, the answer is the name to keep. What fails leaves no half file."""
    new = not default_storage.exists(name)
    try:
        return default_storage.save(name, content)
    except OSError:
        if new:
            remove([name])
        raise


def stored() -> Iterator[tuple[str, datetime]]:
    """Every file of recordings and when it was written, a recording's together."""
    at_once = getattr(default_storage, "stored", None)
    if at_once is not None:
        yield from at_once(FOLDER)
        return
    with suppress(FileNotFoundError):  # nothing was stored yet, or it went since
        for folder in default_storage.listdir(FOLDER)[0]:
            yield from _files_of(f"{FOLDER}/{folder}")


def _files_of(folder: str) -> Iterator[tuple[str, datetime]]:
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            yield f"{folder}/{name}", default_storage.get_modified_time(f"{folder}/{name}")


def remove(names: list[str]) -> bool:
    """Delete what exists of these, and the folders this leaves empty on a local disk.

    What cannot be reached now is left to the sweep of files that no row names; then the answer is False.
    """
    left = [name for name in names if not _removed(name)]
    for folder in {str(Path(name).parent) for name in names}:
        _remove_empty_folder(folder)
    if left:
        logger.warning("files_left_to_the_sweep", names=left)
    return not left


def _removed(name: str) -> bool:
    try:
        default_storage.delete(name)
    except StorageUnavailableError:
        return False
    return True


def _remove_empty_folder(name: str) -> None:
    try:
        Path(default_storage.path(name)).rmdir()
    except (NotImplementedError, OSError):
        return  # a remote storage has no folders; one that is gone or still holds a file stays as it is
