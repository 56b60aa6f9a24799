"""A database that is away, and a disk that is full, are no fault of the work: it is asked for again, and the log has one line."""

import errno
import sqlite3
from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueError
from structlog.testing import capture_logs

from recognition.disk import is_disk_full
from recognition.models import Analysis, Recording
from recognition.services import renditions
from tests.fake_pipeline import Script
from worker import tasks

pytestmark = pytest.mark.django_db

PASSING = [
    pytest.param(OSError(errno.ENOSPC, "No space left on device"), "storage_full", id="disk full"),
    pytest.param(OperationalError("database or disk is full"), "storage_full", id="database without room"),
    pytest.param(OperationalError("database is locked"), "busy", id="database busy"),
]
Task = Callable[[Analysis], None]


@pytest.fixture
def asked(done: Analysis) -> Analysis:
    """A correction and both kinds of explanation wait."""
    done.segments.filter(index=0).update(
        pending_text="other", pending_since=timezone.now(), explanation_asked_at=timezone.now()
    )
    Analysis.objects.filter(id=done.id).update(explanations_asked_at=timezone.now())
    return done


@pytest.mark.parametrize(("error", "code"), PASSING)
@pytest.mark.parametrize(
    "task",
    [
        pytest.param(lambda analysis: tasks.segment_correct(str(analysis.id), 0), id="correction"),
        pytest.param(lambda analysis: tasks.explanations_write(str(analysis.id)), id="explanations"),
        pytest.param(lambda analysis: tasks.segment_explain(str(analysis.id), 0), id="explanation"),
    ],
)
def test_what_was_asked_for_stays_asked_for(
    asked: Analysis, pipeline: Script, task: Task, error: Exception, code: str
) -> None:
    pipeline.error = error
    with capture_logs() as lines:
        task(asked)
    assert [(line["event"], line["code"], "exc_info" in line) for line in lines] == [("put_off", code, False)]
    asked.refresh_from_db()
    row = asked.segments.get(index=0)
    assert (row.pending_text, row.correction_error, row.explanation_error) == ("other", None, None)
    assert asked.explanations_asked_at is not None
    assert asked.explanations_error is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), "storage_full", id="disk full"),
        pytest.param(QueueError("Connection refused"), "queue_unavailable", id="Redis away"),
    ],
)
def test_a_rendition_is_still_wanted(
    recording: Recording, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(*_paths: object) -> None:
        raise error

    monkeypatch.setattr(renditions, "write_rendition", fail)
    Recording.objects.update(rendition_wanted=True)
    with capture_logs() as lines:
        tasks.rendition_write(str(recording.id))
    assert [(line["event"], line["code"]) for line in lines] == [("put_off", code)]
    assert Recording.objects.get().rendition_wanted


def test_sqlite_without_room_for_its_shared_memory_is_a_full_disk() -> None:
    said = sqlite3.OperationalError("disk I/O error")
    said.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    error = OperationalError("disk I/O error")
    error.__cause__ = said
    assert is_disk_full(error)
    said.sqlite_errorname = "SQLITE_IOERR_READ"
    assert not is_disk_full(error)
