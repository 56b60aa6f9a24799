"""Hostile and damaged files: some of every kind here, many more by `benchmarks.hostile_uploads` and `tests.security.fuzz_media`."""

from pathlib import Path

import pytest

from benchmarks.hostile_uploads import hostile_run
from scripts.hostile_files import hostile_files
from tests.security.fuzz_media import fuzz


def test_files_with_bytes_changed_are_decoded_or_refused_with_a_code() -> None:
    told = fuzz(120, seed=7)
    assert told.wrong == []
    assert told.codes["decoded"] > 10, "some are still sound"


def test_there_are_two_hundred_of_them_of_many_kinds_and_each_run_makes_the_same() -> None:
    files = hostile_files(200)
    assert len(files) == 200
    assert len({hostile.kind for hostile in files}) > 12
    # But for the ids that muxers draw anew for every file.
    assert [(one.kind, one.name) for one in files] == [(one.kind, one.name) for one in hostile_files(200)]


@pytest.mark.services
def test_the_site_refuses_or_analyses_each_of_them_and_keeps_nothing_of_the_refused(tmp_path: Path) -> None:
    report = hostile_run(tmp_path, count=200, seed=2)
    assert report.problems == []
