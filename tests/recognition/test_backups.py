"""Backups that must not be restored, and what happens while one is written."""

import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from recognition.backups import archive, restoring, writing
from recognition.backups.archive import BackupError
from recognition.models import Analysis, AnalysisStatus, Recording

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(done: Analysis, tmp_path: Path) -> Path:
    """Of one recording with its finished analysis."""
    call_command("backup", str(tmp_path / "backup.tar"), stdout=io.StringIO())
    return tmp_path / "backup.tar"


def restore(file: Path, *, replace: bool = True) -> None:
    restoring.backup_restore(file, replace=replace)


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same archive with other contents; None leaves a member out."""
    target = file.with_name("changed.tar")
    with tarfile.open(file) as old, tarfile.open(target, "w") as new:
        for entry in old:
            content = old.extractfile(entry)
            assert content is not None
            changed = change(entry.name, content.read())
            if changed is not None:
                entry.size = len(changed)
                new.addfile(entry, io.BytesIO(changed))
    return target


def test_it_holds_rows_media_and_their_checksums(backup: Path) -> None:
    with tarfile.open(backup) as backed_up:
        names = backed_up.getnames()
    assert names[0] == archive.MANIFEST
    assert names[-1] == archive.CHECKSUMS
    assert "rows/recognition.recording.jsonl" in names
    kept = sorted(Path(name).name for name in names if name.startswith(archive.MEDIA))
    assert kept == ["original", "peaks"]
    assert backup.stat().st_mode & 0o077 == 0, "for its owner alone"


def test_it_is_restored_with_the_times_of_then(backup: Path, done: Analysis) -> None:
    before = Analysis.objects.values().get(id=done.id)
    Recording.objects.all().delete()
    restore(backup, replace=False)
    assert Analysis.objects.values().get(id=done.id) == before
    assert done.segments.count() == 3
    assert Recording.objects.get().file.read()


def test_what_was_running_waits_for_a_worker(analysis: Analysis, tmp_path: Path) -> None:
    Analysis.objects.filter(id=analysis.id).update(status=AnalysisStatus.RUNNING, lease_holder="host:1:x")
    call_command("backup", str(tmp_path / "backup.tar"), stdout=io.StringIO())
    restore(tmp_path / "backup.tar")
    analysis.refresh_from_db()
    assert (analysis.status, analysis.lease_holder) == (AnalysisStatus.QUEUED, "")


def test_data_is_not_overwritten_unasked(backup: Path, stored_files: Callable[[], list[Path]]) -> None:
    before = stored_files()
    with pytest.raises(BackupError, match="--replace"):
        restore(backup, replace=False)
    assert stored_files() == before


@pytest.mark.parametrize("prefix", [archive.MEDIA, "rows/recognition.segment", archive.MANIFEST])
def test_a_changed_part_is_noticed_before_anything_is_touched(backup: Path, done: Analysis, prefix: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"0", b"1", 1) + b" " if name.startswith(prefix) else content

    with pytest.raises(BackupError, match="damaged"):
        restore(rewritten(backup, change))
    assert Analysis.objects.filter(id=done.id).exists()


def test_one_that_was_cut_off_is_refused(backup: Path) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: len(content) // 2])
    with pytest.raises(BackupError):
        restore(backup)
    without_end = lambda name, content: None if name == archive.CHECKSUMS else content  # noqa: E731
    call_command("backup", str(backup), stdout=io.StringIO())
    with pytest.raises(BackupError, match="not written to the last"):
        restore(rewritten(backup, without_end))


def test_one_of_other_tables_is_refused(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "migrations_applied", lambda: ["recognition.9999_next"])
    with pytest.raises(BackupError, match="with other tables"):
        restore(backup)


def test_any_other_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "song.tar").write_bytes(b"la" * 5000)
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", str(tmp_path / "song.tar"))


def test_a_path_that_leaves_the_storage_is_refused(backup: Path) -> None:
    with tarfile.open(backup, "a") as kept:
        kept.addfile(tarfile.TarInfo("media/../../passwd"))
    with pytest.raises(BackupError, match="does not belong"):
        restore(backup)


def test_too_little_room_is_said_before_anything_is_touched(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=10))
    with pytest.raises(BackupError, match="are free"):
        restore(backup)
    assert Recording.objects.count() == 1


def test_a_recording_deleted_while_it_is_written_stays_deleted(recording: Recording, tmp_path: Path) -> None:
    default_storage.delete(str(recording.file))
    with (tmp_path / "backup.tar").open("wb") as target:
        assert writing.backup_write(target).missing == [recording.file.name]
    restore(tmp_path / "backup.tar")
    assert not Recording.objects.exists()


def test_what_fails_half_way_leaves_everything_as_it_was(
    backup: Path, done: Analysis, stored_files: Callable[[], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path) -> list[str]:
        raise OSError(28, "No space left on device")

    before = stored_files()
    monkeypatch.setattr(restoring, "_media_restore", full)
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("restore", "--replace", str(backup))
    assert Analysis.objects.filter(id=done.id).exists()
    assert stored_files() == before


def test_a_backup_that_cannot_be_written_leaves_no_half(done: Analysis, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be written"):
        call_command("backup", str(tmp_path / "no such folder" / "backup.tar"))
    assert not list(tmp_path.rglob("*.part"))
