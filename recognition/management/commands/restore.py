"""`manage.py restore FILE`: what `manage.py backup` wrote, into this database and storage, whichever they are."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.backups.archive import BackupError
from recognition.backups.restoring import backup_restore


class Command(BaseCommand):
    help = "Put back what “backup” wrote. Stop web and workers first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="delete what is stored here, and put the backup's in place"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = backup_restore(options["file"], replace=options["replace"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"It could not be restored, and nothing was changed: {error.strerror}.") from error
        told = ", ".join(f"{count} {label.rpartition('.')[2]}" for label, count in counts.items() if count)
        self.stdout.write(f"Restored: {told or 'nothing; the backup is of an empty installation'}.")
