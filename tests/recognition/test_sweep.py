"""What killed processes left half-made is swept, what is being made is not."""

import os
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from recognition import files
from recognition.services import reaper


@pytest.fixture
def uploads(settings: Settings) -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR)


def make_old(entry: Path) -> None:
    long_ago = time.time() - reaper.UPLOAD_MAX_AGE_S - 60
    os.utime(entry, (long_ago, long_ago))


def test_an_old_half_received_file_goes(uploads: Path) -> None:
    (uploads / "old").write_text("half")
    make_old(uploads / "old")
    reaper.uploads_sweep()
    assert list(uploads.iterdir()) == []


def test_an_old_work_folder_goes_with_all_in_it(uploads: Path) -> None:
    (uploads / "tmp1").mkdir()
    (uploads / "tmp1" / "rendition.mp3").write_text("half")
    make_old(uploads / "tmp1")
    reaper.uploads_sweep()
    assert list(uploads.iterdir()) == []


def test_what_is_being_made_stays(uploads: Path) -> None:
    (uploads / "new").write_text("half")
    with files.work_folder() as folder:
        (folder / "rendition.mp3").write_text("half")
        reaper.uploads_sweep()
        assert folder.parent == uploads
        assert sorted(uploads.iterdir()) == sorted([uploads / "new", folder])
