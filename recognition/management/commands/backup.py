"""`manage.py backup FILE`: all rows and recordings in one file, while the site runs."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.backups.archive import MEDIA, BackupError
from recognition.backups.writing import backup_write


class Command(BaseCommand):
    help = (
        "Write all rows and recordings to one file, while the site runs. The secret key and the weights are not in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to; “-” is the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["file"] == "-":
                backup_write(sys.stdout.buffer)
            else:
                self._write(Path(options["file"]))
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error.strerror}.") from error

    def _write(self, file: Path) -> None:
        """Aside first: a backup that was not written to its end never carries the name of one."""
        draft = file.with_name(f"{file.name}.part")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                checksums = backup_write(target)
                target.flush()
                os.fsync(target.fileno())
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        files = sum(name.startswith(MEDIA) for name in checksums.members)
        self.stdout.write(f"{file}: {file.stat().st_size / 2**20:.1f} MB, {files} files of recordings.")
