"""The file: a tar of a manifest, one file of rows per model, the media, and last the checksums of all of these."""

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.apps import apps
from django.core import serializers
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

FORMAT = "undertone.backup/1"
MANIFEST, CHECKSUMS = "manifest.json", "checksums.json"
ROWS, MEDIA = "rows/", "media/"
BLOCK_BYTES = 2**20

# Made anew by “migrate”, or of the day: who is signed in, what the administration was used for.
LEFT_OUT = {
    *("contenttypes.contenttype", "auth.permission"),
    *("sessions.session", "usersessions.usersession", "admin.logentry"),
}


class BackupError(Exception):
    """A backup cannot be written or restored; the message says why, and what to do."""


@dataclass(slots=True)
class Checksums:
    """Of each member its SHA-256 and size; and the media that were deleted while the backup was written."""

    members: dict[str, tuple[str, int]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        return {"members": {name: list(each) for name, each in self.members.items()}, "missing": self.missing}


class Hashing:
    """A stream that is hashed while tarfile reads it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._digest.update(block)
        return block

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def models_kept() -> list[type[Model]]:
    """Every stored model, each behind those it refers to."""
    by_app = [(config, None) for config in apps.get_app_configs()]
    ordered = serializers.sort_dependencies(by_app, allow_cycles=True)  # None: all models of the app
    return [model for model in ordered if model._meta.managed and model._meta.label_lower not in LEFT_OUT]


def rows_name(model: type[Model]) -> str:
    return f"{ROWS}{model._meta.label_lower}.jsonl"


def migrations_applied() -> list[str]:
    """The version of the tables, as the database has noted it."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def members(archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of an archive, in order. Anything else in it is refused."""
    for entry in archive:
        content = archive.extractfile(entry) if entry.isfile() else None
        if content is None or entry.name.startswith("/") or ".." in entry.name.split("/"):
            raise BackupError(f"“{entry.name}” does not belong into a backup. Nothing was restored.")
        yield entry.name, content
