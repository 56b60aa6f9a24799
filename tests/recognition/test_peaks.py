"""The waveform looked at closely: asked for by range, kept beside the recording, gone with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from rest_framework.test import APIClient

from recognition import files, quotas
from recognition.backups.writing import _media_names
from recognition.engine.media import Outline
from recognition.models import Analysis, Recording
from recognition.services import outlines, recordings
from tests.fake_pipeline import OUTLINE

pytestmark = pytest.mark.django_db(transaction=True)


def asked(client: APIClient, recording: Recording, **query: str | float) -> tuple[int, dict[str, Any]]:
    answer = client.get(f"/api/v1/recordings/{recording.id}/peaks/", query)
    return answer.status_code, answer.json()


def test_a_range_is_answered_more_finely(client: APIClient, done: Analysis) -> None:
    status, body = asked(client, done.recording, start_s=1, end_s=1.5)
    assert status == 200
    assert (body["duration_s"], body["start_s"], body["end_s"], len(body["peaks"])) == (3.0, 1.0, 1.5, 50)
    assert max(body["peaks"]) > 0.9


def test_no_more_points_come_than_were_asked_for(client: APIClient, done: Analysis) -> None:
    assert len(asked(client, done.recording, points=7)[1]["peaks"]) == 7


def test_a_range_beyond_the_end_is_cut_to_it(client: APIClient, done: Analysis) -> None:
    body = asked(client, done.recording, start_s=2.9, end_s=60)[1]
    assert (body["start_s"], body["end_s"]) == (2.9, 3.0)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"start_s": 2, "end_s": 1}, "invalid_range"),
        ({"start_s": 1, "end_s": 1}, "invalid_range"),
        ({"start_s": -1}, "invalid_range"),
        ({"start_s": 3}, "invalid_range"),
        ({"start_s": "nan"}, "invalid"),
        ({"end_s": "inf"}, "invalid"),
        ({"start_s": "soon"}, "invalid"),
        ({"points": 0}, "min_value"),
        ({"points": 4097}, "max_value"),
    ],
)
def test_a_bad_range_is_refused(client: APIClient, done: Analysis, query: dict[str, str | float], code: str) -> None:
    status, body = asked(client, done.recording, **query)
    assert (status, body["errors"][0]["code"]) == (400, code)


def test_an_older_recording_answers_with_the_whole(client: APIClient, done: Analysis) -> None:
    Recording.objects.update(fine_peaks="")
    plain = {"duration_s": 3.0, "peaks": OUTLINE.peaks}
    assert asked(client, done.recording, start_s=1, end_s=2) == (200, plain)


def test_a_lost_file_answers_with_the_whole(client: APIClient, done: Analysis) -> None:
    default_storage.delete(files.fine_peaks_name(done.recording_id))
    assert "start_s" not in asked(client, done.recording, start_s=1, end_s=2)[1]


def test_they_are_counted_and_backed_up(client: APIClient, done: Analysis) -> None:
    recording = Recording.objects.get()
    assert recording.fine_peaks_bytes == recording.fine_peaks.size == len(OUTLINE.fine)
    assert client.get("/api/v1/storage/").json()["bytes"]["waveforms"] == recording.fine_peaks_bytes
    assert quotas.bytes_used(None) == recording.size_bytes + recording.fine_peaks_bytes
    assert files.fine_peaks_name(recording.id) in [*_media_names()]


def test_they_go_with_the_recording(done: Analysis, stored_files: Callable[[], list[Path]]) -> None:
    assert {path.name for path in stored_files()} == {"original", "peaks"}
    recordings.recording_delete(recording=done.recording)
    assert stored_files() == []


def test_a_recording_deleted_meanwhile_keeps_none(
    recording: Recording, monkeypatch: pytest.MonkeyPatch, stored_files: Callable[[], list[Path]]
) -> None:
    store = files.store

    def store_late(*arguments: Any) -> str:
        Recording.objects.all().delete()
        return store(*arguments)

    monkeypatch.setattr(files, "store", store_late)
    outlines.outline_keep(recording.id, 3.0, OUTLINE)
    assert [path.name for path in stored_files()] == ["original"]


def test_a_full_disk_leaves_the_coarse_outline(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "store", full)
    outlines.outline_keep(recording.id, 3.0, OUTLINE)
    recording.refresh_from_db()
    assert (recording.peaks, recording.fine_peaks.name) == (OUTLINE.peaks, "")


def test_they_are_written_once(recording: Recording) -> None:
    outlines.outline_keep(recording.id, 3.0, OUTLINE)
    outlines.outline_keep(recording.id, 3.0, Outline(OUTLINE.peaks, b"again"))
    assert Recording.objects.get().fine_peaks.read() == OUTLINE.fine
