"""One analysis takes no more time, memory and disk than it may, and says so when it would."""

import errno

import pytest
from pytest_django import Settings

from emotion_site.celery import app
from recognition import memory, work_limits
from recognition.models import Analysis, AnalysisStatus
from recognition.services import analyses
from tests.fake_pipeline import Script


def ended(analysis: Analysis) -> tuple[str, str]:
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    return analysis.status, analysis.error_code


def test_within_its_limits_it_is_done(analysis: Analysis) -> None:
    assert ended(analysis) == (AnalysisStatus.DONE, "")


def test_it_is_given_up_when_it_takes_far_too_long(analysis: Analysis, settings: Settings) -> None:
    settings.UNDERTONE_ANALYSIS_BASE_S, settings.UNDERTONE_ANALYSIS_FACTOR = -1.0, 0.0
    assert ended(analysis) == (AnalysisStatus.FAILED, "took_too_long")


def test_a_longer_recording_may_take_longer(settings: Settings) -> None:
    assert work_limits.analysis_limit_s(3600.0) - work_limits.analysis_limit_s(0.0) == pytest.approx(36000.0)


def test_it_is_given_up_when_it_takes_too_much_memory(analysis: Analysis, settings: Settings) -> None:
    settings.UNDERTONE_MEMORY_SHARE = 0.0
    assert ended(analysis) == (AnalysisStatus.FAILED, "out_of_memory")


def test_a_full_disk_is_waited_out(analysis: Analysis, pipeline: Script) -> None:
    pipeline.error = OSError(errno.ENOSPC, "No space left on device")
    assert ended(analysis) == (AnalysisStatus.QUEUED, "")
    assert (analysis.attempts, analysis.lease_holder) == (1, "")
    pipeline.error = None
    assert ended(analysis) == (AnalysisStatus.DONE, "")


def test_one_that_stays_full_is_named_in_the_end(analysis: Analysis, pipeline: Script, settings: Settings) -> None:
    pipeline.error = OSError(errno.ENOSPC, "No space left on device")
    for _attempt in range(settings.UNDERTONE_MAX_ATTEMPTS - 1):
        assert ended(analysis) == (AnalysisStatus.QUEUED, "")
    assert ended(analysis) == (AnalysisStatus.FAILED, "storage_full")
    assert "disk" in analysis.error_message


def test_the_container_s_limit_counts_where_it_is_smaller(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = memory.available_bytes()
    monkeypatch.setattr(memory, "_limit", lambda _file: 2**20)
    memory.available_bytes.cache_clear()
    assert memory.available_bytes() == 2**20 < machine
    memory.available_bytes.cache_clear()


def test_what_says_nothing_while_it_works_is_killed_in_the_end(settings: Settings) -> None:
    app.loader.import_default_modules()
    hard_s = app.tasks["worker.tasks.analysis_run"].time_limit
    assert (hard_s or 0) > work_limits.analysis_limit_s(settings.UNDERTONE_MAX_DURATION_S)
    assert app.conf.task_time_limit < (hard_s or 0)
    assert app.conf.worker_max_memory_per_child > 2**20, "kilobytes, and more than a loaded worker"
