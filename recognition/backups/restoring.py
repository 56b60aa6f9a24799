"""Restoring a backup: looked through whole before anything is touched, then all rows in one transaction."""

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core import serializers
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from recognition import files
from recognition.backups.archive import (
    BLOCK_BYTES,
    CHECKSUMS,
    FORMAT,
    MANIFEST,
    MEDIA,
    ROWS,
    BackupError,
    Checksums,
    members,
    migrations_applied,
    models_kept,
    rows_name,
)
from recognition.disk import in_words
from recognition.health import missing_migrations
from recognition.models import RECORDING_FILES, Analysis, AnalysisStatus, Recording, Usage


def backup_restore(file: Path, *, replace: bool) -> dict[str, int]:
    """Put everything back; how many rows of each model.

    Raises:
        BackupError: when the file is damaged or of another version, or something is stored here already and is not to be
            replaced. Nothing has been changed then.
    """
    checksums = _looked_through(file)
    if not replace and (stored := _stored()):
        raise BackupError(f"There is something here already: {stored}. Add --replace to delete it first.")
    _room_check(checksums)
    written: list[str] = []
    old = _media_stored()
    try:
        with transaction.atomic():
            _rows_delete()
            counts = _rows_restore(file, checksums)
            # Under names of their own until the rows are in: what is here stays whole if this fails.
            written = _media_restore(file)
    except BaseException:
        files.remove(written)
        raise
    files.remove([name for name in old if name not in set(_media_stored())])
    return counts


def _looked_through(file: Path) -> Checksums:
    """Read everything once: the format, the version, every checksum."""
    found: dict[str, tuple[str, int]] = {}
    promised: Checksums | None = None
    try:
        with tarfile.open(file, "r|") as archive:
            for name, content in members(archive):
                if name == CHECKSUMS:
                    promised = _checksums(json.load(content))
                    continue
                if name == MANIFEST:
                    kept = content.read()
                    _version_check(json.loads(kept))
                    content = io.BytesIO(kept)
                found[name] = _hashed(content)
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise BackupError(f"{file} is no backup, or it is damaged: {error}") from error
    if promised is None:
        raise BackupError(f"{file} ends before its end: it was not written to the last.")
    differing = [name for name in {*found, *promised.members} if found.get(name) != promised.members.get(name)]
    if differing:
        raise BackupError(
            f"{file} is damaged: {len(differing)} parts differ from their checksum, {differing[0]} first."
        )
    return promised


def _checksums(said: dict[str, Any]) -> Checksums:
    return Checksums({name: (each[0], each[1]) for name, each in said["members"].items()}, list(said["missing"]))


def _hashed(content: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := content.read(BLOCK_BYTES):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _version_check(manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise BackupError(f"The format is “{manifest.get('format')}”. This version restores {FORMAT}.")
    if missing_migrations():
        raise BackupError("This database is not ready. Run manage.py migrate first.")
    if manifest["migrations"] != migrations_applied():
        raise BackupError(
            f"The backup was written by Undertone {manifest['undertone']} with other tables. Restore it with that version, "
            "then bring that installation to this one."
        )


def _stored() -> str:
    """What would be lost. How much somebody used this month is no loss: it stays after all recordings are deleted."""
    kept = [model for model in models_kept() if model is not Usage]
    counts = {model._meta.verbose_name_plural: model._base_manager.count() for model in kept}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def _media_stored() -> list[str]:
    return [name for names in Recording._base_manager.values_list(*RECORDING_FILES) for name in names if name]


def _room_check(checksums: Checksums) -> None:
    here = checksums.members.items()
    if settings.UNDERTONE_STORAGE != "local":
        here = {name: each for name, each in here if not name.startswith(MEDIA)}.items()
    wanted = sum(size for _name, (_digest, size) in here)
    free = shutil.disk_usage(settings.DATA_DIR).free
    if wanted > free:
        raise BackupError(f"It needs {in_words(wanted)}, and {in_words(free)} are free in {settings.DATA_DIR}.")


def _rows_delete() -> None:
    for model in reversed(models_kept()):
        model._base_manager.all().delete()


def _rows_restore(file: Path, checksums: Checksums) -> dict[str, int]:
    by_name = {rows_name(model): model for model in models_kept()}
    counts: dict[str, int] = {}
    with tarfile.open(file, "r|") as archive:
        for name, content in members(archive):
            if name.startswith(ROWS):
                counts[by_name[name]._meta.label_lower] = _rows_save(content)
    _settle(checksums.missing)
    _sequences_reset(by_name.values())
    return counts


def _rows_save(content: IO[bytes]) -> int:
    count = 0
    for row in serializers.deserialize("jsonl", content):
        # Raw, and never an update: times are those of the backup, not of now.
        row.save(force_insert=True)
        count += 1
    return count


def _settle(missing: Iterable[str]) -> None:
    """Nobody is at work on what was running; what was deleted while the backup was written stays deleted."""
    Analysis._base_manager.filter(status=AnalysisStatus.RUNNING).update(
        status=AnalysisStatus.QUEUED, stage=None, eta_s=None, lease_holder="", lease_expires_at=None
    )
    gone = set(missing)
    Recording._base_manager.filter(file__in=gone).delete()
    Recording._base_manager.filter(rendition__in=gone).update(rendition="", rendition_bytes=0)
    Recording._base_manager.filter(fine_peaks__in=gone).update(fine_peaks="", fine_peaks_bytes=0)
    Recording._base_manager.filter(action_units__in=gone).update(action_units="", action_units_bytes=0)


def _sequences_reset(models: Iterable[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _media_restore(file: Path) -> list[str]:
    """Store every file, and let the rows name it as the storage did: a name may be taken."""
    written: list[str] = []
    try:
        with tarfile.open(file, "r|") as archive:
            for member, content in members(archive):
                if member.startswith(MEDIA):
                    name = member.removeprefix(MEDIA)
                    written.append(default_storage.save(name, File(content)))
                    _rename(name, written[-1])
    except BaseException:
        files.remove(written)
        raise
    return written


def _rename(name: str, stored: str) -> None:
    if stored != name:
        for field in RECORDING_FILES:
            Recording._base_manager.filter(**{field: name}).update(**{field: stored})
