"""Stored files: where they lie, how the engine gets at them, how they go."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile

FOLDER = "recordings"


def original_name(recording_id: UUID) -> str:
    """The place of an upload; nothing of the name it came with is in it."""
    return f"{FOLDER}/{recording_id}/original"


def rendition_name(recording_id: UUID) -> str:
    return f"{FOLDER}/{recording_id}/rendition.mp3"


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
    with work_folder() as folder, field.open("rb") as source:
        copy = folder / "recording"
        with copy.open("wb") as target:
            for chunk in source.chunks():
                target.write(chunk)
        yield copy


def store(name: str, content: "File[bytes]") -> str:
    """Save under a name; the storage may change it, the answer is the name to keep. What fails leaves no half file."""
    new = not default_storage.exists(name)
    try:
        return default_storage.save(name, content)
    except OSError:
        if new:
            remove([name])
        raise


def remove(names: list[str]) -> None:
    """Delete what exists of these, and the folders this leaves empty on a local disk."""
    for name in names:
        default_storage.delete(name)
    for folder in {str(Path(name).parent) for name in names}:
        _remove_empty_folder(folder)


def _remove_empty_folder(name: str) -> None:
    try:
        Path(default_storage.path(name)).rmdir()
    except (NotImplementedError, OSError):
        return  # a remote storage has no folders; one that is gone or still holds a file stays as it is
