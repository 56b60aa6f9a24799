"""Writing a backup while the site runs: the rows as they were at one moment, then the files that they name."""

import io
import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, cast

from django.core import serializers
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from recognition.backups.archive import (
    CHECKSUMS,
    FORMAT,
    MANIFEST,
    MEDIA,
    BackupError,
    Checksums,
    Hashing,
    migrations_applied,
    models_kept,
    rows_name,
)
from recognition.engine import __version__
from recognition.health import missing_migrations
from recognition.models import RECORDING_FILES, Recording

ROWS_AT_ONCE = 500
SPOOL_BYTES = 16 * 2**20

# A reader's snapshot: nobody who writes waits for it, and what they write meanwhile is not seen.
SNAPSHOT = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"}


class ExactEncoder(DjangoJSONEncoder):
    """Times to the microsecond; Django's own cuts them to the millisecond."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def backup_write(target: IO[bytes]) -> Checksums:
    """Write everything to a stream, which need not be one that can be rewound.

    Raises:
        BackupError: when the database is not of this version.
    """
    if missing := missing_migrations():
        raise BackupError(f"{len(missing)} migrations are missing. Run manage.py migrate first.")
    checksums = Checksums()
    with tarfile.open(fileobj=target, mode="w|") as archive:
        with _snapshot():
            _add(archive, MANIFEST, _json(_manifest()), checksums)
            for model in models_kept():
                with _rows(model) as (content, size):
                    _add(archive, rows_name(model), content, checksums, size)
            names = sorted(_media_names())
        for name in names:
            _add_media(archive, name, checksums)
        _add(archive, CHECKSUMS, _json(checksums.to_json()), Checksums())
    return checksums


@contextmanager
def _snapshot() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _manifest() -> dict[str, object]:
    return {
        "format": FORMAT,
        "undertone": __version__,
        "created_at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": migrations_applied(),
        "rows": {model._meta.label_lower: model._base_manager.count() for model in models_kept()},
    }


@contextmanager
def _rows(model: type[Model]) -> Iterator[tuple[IO[bytes], int]]:
    """One row a line; a large table goes through a temporary file, because tar wants the length first."""
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        text = io.TextIOWrapper(cast(IO[bytes], spool), encoding="utf-8", write_through=True)
        rows = model._base_manager.order_by("pk").iterator(ROWS_AT_ONCE)
        serializers.serialize(
            "jsonl", rows, stream=text, cls=ExactEncoder, use_natural_foreign_keys=True, ensure_ascii=False
        )
        text.detach()
        size = spool.tell()
        spool.seek(0)
        yield cast(IO[bytes], spool), size


def _media_names() -> Iterator[str]:
    for names in Recording._base_manager.values_list(*RECORDING_FILES).iterator(ROWS_AT_ONCE):
        yield from filter(None, names)


def _add_media(archive: tarfile.TarFile, name: str, checksums: Checksums) -> None:
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        checksums.missing.append(name)  # its recording was deleted since the rows were read
        return
    with file:
        _add(archive, f"{MEDIA}{name}", cast(IO[bytes], file), checksums, file.size)


def _json(content: dict[str, object]) -> IO[bytes]:
    return io.BytesIO(json.dumps(content, ensure_ascii=False, indent=1).encode())


def _add(
    archive: tarfile.TarFile, name: str, content: IO[bytes], checksums: Checksums, size: int | None = None
) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content.read()) if size is None else size
    entry.mode, entry.mtime = 0o600, int(timezone.now().timestamp())
    content.seek(0)
    hashing = Hashing(content)
    archive.addfile(entry, cast(IO[bytes], hashing))
    checksums.members[name] = (hashing.hexdigest(), entry.size)
