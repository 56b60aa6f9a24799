"""A file whose row was never written goes after a day; every other stays."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from recognition.models import Recording
from recognition.services import orphans


@pytest.fixture
def old(settings: Settings) -> Callable[[str], Path]:
    """Makes a file that lies in the storage since two days."""

    def make(name: str) -> Path:
        file = Path(settings.MEDIA_ROOT) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"sound")
        two_days_ago = time.time() - 2 * 24 * 3600
        os.utime(file, (two_days_ago, two_days_ago))
        return file

    return make


def test_an_old_file_of_no_recording_goes_with_its_folder(db: None, old: Callable[[str], Path]) -> None:
    file = old(f"recordings/{uuid4()}/original")
    orphans.orphans_sweep()
    assert not file.parent.exists()


def test_a_recording_keeps_its_files_however_old(
    recording: Recording, settings: Settings, old: Callable[[str], Path]
) -> None:
    file = old(str(recording.file.name))
    Recording.objects.update(deleted_at=recording.created_at)  # in the bin it can still be restored
    orphans.orphans_sweep()
    assert file.exists()


def test_a_fresh_file_may_still_get_its_row(db: None, old: Callable[[str], Path]) -> None:
    file = old(f"recordings/{uuid4()}/original")
    file.touch()
    orphans.orphans_sweep()
    assert file.exists()


def test_what_is_not_named_as_ours_is_left_alone(db: None, old: Callable[[str], Path]) -> None:
    file = old("recordings/notes/original")
    orphans.orphans_sweep()
    assert file.exists()


def test_a_site_without_any_recording_has_nothing_to_sweep(db: None) -> None:
    orphans.orphans_sweep()
