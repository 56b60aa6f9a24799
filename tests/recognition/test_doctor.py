"""`manage.py doctor`: what it finds, and what it says to do."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone
from pytest_django import Settings

from recognition import doctor, health
from recognition.disk import in_words
from recognition.findings import Finding
from recognition.models import Analysis, Recording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def weights_as_on_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "sha256_of", lambda _file: "1" * 64)


def found(name: str) -> Finding:
    return next(finding for finding in doctor.examine() if finding.name == name)


def test_a_healthy_installation_has_no_problem() -> None:
    findings = doctor.examine()
    assert [finding for finding in findings if finding.state == "problem"] == []
    assert {"settings", "database", "queue", "storage", "files", "decoding", "clock"} <= {
        each.name for each in findings
    }
    assert all(finding.advice for finding in findings if finding.state != "ok")


def test_everything_that_can_break_has_advice() -> None:
    assert set(doctor.ADVICE) == set(doctor.LOOKS)


def test_missing_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_tables() -> None:
        raise DatabaseError("no such table: recognition_analysis")

    monkeypatch.setattr(health, "missing_migrations", lambda: ["recognition.9999_next"])
    monkeypatch.setattr(health, "CHECKS", {**health.CHECKS, "queue": without_tables})
    assert (found("queue").state, found("queue").advice) == ("problem", "See “database”.")
    assert (found("database").state, found("database").advice) == ("problem", "Run: manage.py migrate")


def test_a_queue_that_nobody_works_on(analysis: Analysis) -> None:
    assert found("queue").state == "ok"
    Analysis.objects.filter(id=analysis.id).update(queued_at=timezone.now() - timedelta(hours=1))
    assert (found("queue").state, "worker.process" in found("queue").advice) == ("warning", True)


def test_a_storage_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    assert found("storage").state == "problem"


def test_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MIN_FREE_BYTES", 2**80)
    assert found("storage").state == "warning"


def test_room_is_said_in_words_that_tell_something() -> None:
    assert [in_words(size) for size in (0, 5 * 2**20, 2**30 - 1, 3 * 2**29)] == [
        "less than 1 MB",
        "5 MB",
        "1023 MB",
        "1.5 GB",
    ]


def test_a_recording_without_its_file(recording: Recording) -> None:
    Path(recording.file.path).unlink()
    assert (found("files").state, str(recording.id) in found("files").detail) == ("problem", True)


def test_a_model_that_is_not_the_one_of_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "sha256_of", lambda _file: "2" * 64)
    assert found("model voice-words").state == "problem"


def test_a_clock_that_differs_from_the_database_s(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(doctor, "timezone", SimpleNamespace(now=lambda: now))
    monkeypatch.setattr(doctor, "_database_time", lambda: now - timedelta(seconds=30))
    assert "30.0 s" in found("clock").detail


def test_a_queue_out_of_reach_is_one_line_and_the_rest_is_told(settings: Settings, monkeypatch: Any) -> None:
    def refuse() -> None:
        raise ConnectionRefusedError("nobody listens\nat all")

    monkeypatch.setattr(health, "CHECKS", {**health.CHECKS, "queue": refuse})
    findings = {finding.name: finding for finding in doctor.examine()}
    assert (findings["queue"].state, findings["queue"].detail) == ("problem", "nobody listens")
    assert findings["clock"].state == "ok"


def test_the_command_says_it_in_lines_and_in_json_and_by_its_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    call_command("doctor", stdout=out, no_color=True)
    assert "ok       database" in out.getvalue()
    monkeypatch.setattr(health, "missing_migrations", lambda: ["recognition.9999_next"])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=out)
    assert ended.value.code == 1
    told = json.loads(out.getvalue())
    assert told["ok"] is False
    assert {"name", "state", "detail", "advice"} == set(told["findings"][0])
