"""The product with its files in Blob storage: from upload to deletion, and what happens when the storage is away."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition import doctor, files, health
from recognition.backups.restoring import backup_restore
from recognition.backups.writing import backup_write
from recognition.engine.testing import tone, write_media
from recognition.models import Analysis, AnalysisStatus, Recording
from recognition.part_models import Part, PartStatus
from recognition.services import analyses, leases, orphans, part_reading, parts, reaper, renditions
from tests.recognition.conftest import (  # noqa: F401 - fixtures
    Upload,
    client,
    clip,
    own_folders,
    pipeline,
    upload,
)
from tests.storage.blob_stand_in import BlobStandIn
from worker import tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def recording(on_blobs: BlobStandIn, upload: Upload) -> Recording:  # noqa: F811
    return Recording.objects.get(id=upload().json()["id"])


@pytest.fixture
def analysis(recording: Recording) -> Analysis:
    return Analysis.objects.get(recording=recording)


def away(_method: str, _path: str) -> int:
    return 503


def half_received(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.FILE_UPLOAD_TEMP_DIR).rglob("*") if path.is_file()]


def media(client: APIClient, recording: Recording, **headers: str) -> tuple[int, bytes]:  # noqa: F811
    answer: Any = client.get(f"/api/v1/recordings/{recording.id}/media/", headers=headers)
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_an_upload_lies_there_and_nowhere_else(
    recording: Recording,
    on_blobs: BlobStandIn,
    clip: bytes,  # noqa: F811
    settings: Settings,
) -> None:
    assert on_blobs.blobs[files.original_name(recording.id)].content == clip
    assert not Path(settings.MEDIA_ROOT).exists()
    assert half_received(settings) == []


def test_a_worker_fetches_it_reads_it_and_leaves_no_copy(analysis: Analysis, settings: Settings) -> None:
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert analysis.status == AnalysisStatus.DONE
    assert half_received(settings) == []


def test_the_sound_is_played_by_ranges(client: APIClient, recording: Recording, clip: bytes) -> None:  # noqa: F811
    assert media(client, recording) == (200, clip)
    assert media(client, recording, Range="bytes=100-199") == (206, clip[100:200])
    assert media(client, recording, Range="bytes=-7") == (206, clip[-7:])
    assert media(client, recording, Range="bytes=99999999-")[0] == 416


def test_a_range_asks_the_storage_twice(client: APIClient, recording: Recording, on_blobs: BlobStandIn) -> None:  # noqa: F811
    on_blobs.asked.clear()
    media(client, recording, Range="bytes=0-1")
    assert [each.split()[0] for each in on_blobs.asked] == ["HEAD", "GET"]


def test_a_rendition_is_made_there_too(
    client: APIClient,  # noqa: F811
    upload: Upload,  # noqa: F811
    on_blobs: BlobStandIn,
    tmp_path: Path,
) -> None:
    webm = write_media(tmp_path / "clip.webm", tone(1.0), codec="libopus", rate_hz=48000).read_bytes()
    recording = Recording.objects.get(id=upload(content=webm, name="clip.webm").json()["id"])
    renditions.rendition_write(recording_id=recording.id)
    assert media(client, recording)[1] == on_blobs.blobs[files.rendition_name(recording.id)].content


def test_deleting_leaves_nothing(client: APIClient, analysis: Analysis, on_blobs: BlobStandIn) -> None:  # noqa: F811
    analyses.analysis_run(analysis_id=analysis.id)
    assert on_blobs.blobs
    assert client.delete(f"/api/v1/recordings/{analysis.recording_id}/").status_code == 204
    assert on_blobs.blobs == {}


def test_a_file_that_has_gone_is_not_found(client: APIClient, recording: Recording, on_blobs: BlobStandIn) -> None:  # noqa: F811
    on_blobs.blobs.clear()
    assert media(client, recording)[0] == 404


def test_the_library_is_packed_from_there(client: APIClient, recording: Recording, clip: bytes) -> None:  # noqa: F811
    answer: Any = client.post("/api/v1/recordings/archive/", {"all": True, "formats": ["media"]})
    assert clip in b"".join(answer.streaming_content)


def test_a_backup_goes_out_and_comes_back(
    recording: Recording,
    on_blobs: BlobStandIn,
    clip: bytes,  # noqa: F811
    tmp_path: Path,
) -> None:
    written = BytesIO()
    backup_write(written)
    (tmp_path / "backup.tar").write_bytes(written.getvalue())
    on_blobs.blobs.clear()
    backup_restore(tmp_path / "backup.tar", replace=True)
    assert on_blobs.blobs[str(Recording.objects.get().file)].content == clip


def test_files_of_no_recording_go_after_a_day(recording: Recording, on_blobs: BlobStandIn) -> None:
    old, fresh = files.original_name(uuid4()), files.original_name(uuid4())
    for name in (old, fresh, "recordings/notes/original"):
        default_storage.save(name, ContentFile(b"1"))
    two_days_ago = timezone.now() - timedelta(days=2)
    for name in (old, "recordings/notes/original", str(recording.file)):
        on_blobs.blobs[name].modified = two_days_ago
    orphans.orphans_sweep()
    assert set(on_blobs.blobs) == {fresh, "recordings/notes/original", str(recording.file)}


def test_it_is_ready_only_while_the_storage_answers(on_blobs: BlobStandIn) -> None:
    assert health.state()["storage"] == "ok"
    assert on_blobs.blobs == {}
    on_blobs.fault = away
    assert health.state()["storage"] == "unreachable"


def test_the_doctor_writes_and_says_what_is_missing(on_blobs: BlobStandIn) -> None:
    def told() -> tuple[str, str]:
        finding = next(each for each in doctor.examine() if each.name == "storage")
        return finding.state, finding.detail + finding.advice

    assert "Azure Blob" in told()[1]
    on_blobs.fault = lambda method, _path: 403 if method == "PUT" else None
    state, words = told()
    assert (state, "Storage Blob Data Contributor" in words) == ("problem", True)


# What happens when it is away.


def test_an_upload_is_refused_with_a_code_and_leaves_neither_row_nor_file(
    client: APIClient,  # noqa: F811
    upload: Upload,  # noqa: F811
    on_blobs: BlobStandIn,
    settings: Settings,
) -> None:
    client.raise_request_exception = False
    on_blobs.fault = away
    answer = upload()
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (503, "storage_unavailable")
    assert int(answer["Retry-After"]) > 0
    assert (Recording.objects.count(), on_blobs.blobs, half_received(settings)) == (0, {}, [])
    on_blobs.fault = lambda _method, _path: None
    assert upload().status_code == 201


def test_the_sound_is_refused_with_the_same_code(
    client: APIClient,  # noqa: F811
    recording: Recording,
    on_blobs: BlobStandIn,
) -> None:
    client.raise_request_exception = False
    on_blobs.fault = away
    answer = client.get(f"/api/v1/recordings/{recording.id}/media/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (503, "storage_unavailable")


def asked_again(later_s: float, settings: Settings) -> list[str]:
    """What the reaper asks for when so much time has passed."""
    settings.UNDERTONE_QUEUED_TIMEOUT_S = -later_s
    asked: list[str] = []

    def never(*_anything: Any) -> None:
        raise AssertionError

    reaper.reap(reaper.Requests(asked.append, never, never, never, never))
    return asked


def test_an_analysis_waits_until_the_storage_is_back(
    analysis: Analysis, on_blobs: BlobStandIn, settings: Settings
) -> None:
    on_blobs.fault = away
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.attempts, analysis.lease_holder) == (AnalysisStatus.QUEUED, 1, "")
    on_blobs.fault = lambda _method, _path: None
    assert asked_again(1.0, settings) == [str(analysis.id)]
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert analysis.status == AnalysisStatus.DONE


def test_it_does_not_wait_for_ever_and_can_be_tried_again(
    client: APIClient,  # noqa: F811
    analysis: Analysis,
    on_blobs: BlobStandIn,
    settings: Settings,
) -> None:
    on_blobs.fault = away
    for _attempt in range(settings.UNDERTONE_MAX_ATTEMPTS):
        analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.error_code) == (AnalysisStatus.FAILED, "storage_unavailable")
    on_blobs.fault = lambda _method, _path: None
    assert client.post(f"/api/v1/analyses/{analysis.id}/retry/").status_code == 202
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert analysis.status == AnalysisStatus.DONE


def part_alone(analysis: Analysis) -> Part:
    """The only part of an analysis that was shared out."""
    heard = {"engine": "pocketsphinx", "model": "en", "language": "en", "language_probability": 1.0}
    running = {"status": AnalysisStatus.RUNNING, "lease_holder": "", "lease_expires_at": None, "speech_engine": heard}
    Analysis.objects.update(**running)
    return Part.objects.create(analysis=analysis, number=0, chunks=[[{"start_s": 0.0, "end_s": 1.0}]], length_s=1.0)


def test_a_part_of_a_long_recording_waits_as_well(
    analysis: Analysis, on_blobs: BlobStandIn, settings: Settings
) -> None:
    part = part_alone(analysis)
    on_blobs.fault = away
    part_reading.part_run(part_id=part.pk)
    part.refresh_from_db()
    assert (part.status, part.attempts) == (PartStatus.WAITING, 1)
    for _attempt in range(settings.UNDERTONE_MAX_ATTEMPTS - 1):
        part_reading.part_run(part_id=part.pk)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.error_code) == (AnalysisStatus.FAILED, "storage_unavailable")


def test_one_that_was_offered_again_while_the_storage_was_asked_stays_on_offer(
    analysis: Analysis, on_blobs: BlobStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = leases.claim

    def claimed_by_a_slow_one(analysis_id: UUID) -> str | None:
        holder = claim(analysis_id)
        Analysis.objects.update(status=AnalysisStatus.QUEUED)  # as the reaper does when the lease has run out
        return holder

    monkeypatch.setattr(leases, "claim", claimed_by_a_slow_one)
    on_blobs.fault = away
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.error_code) == (AnalysisStatus.QUEUED, "")


def test_a_part_that_was_offered_again_does_not_end_the_analysis(
    analysis: Analysis, on_blobs: BlobStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = parts.claim

    def claimed_by_a_slow_one(part: Part) -> str | None:
        holder = claim(part)
        Part.objects.update(status=PartStatus.WAITING)
        return holder

    monkeypatch.setattr(parts, "claim", claimed_by_a_slow_one)
    part = part_alone(analysis)
    on_blobs.fault = away
    part_reading.part_run(part_id=part.pk)
    analysis.refresh_from_db()
    part.refresh_from_db()
    assert (part.status, analysis.status) == (PartStatus.WAITING, AnalysisStatus.RUNNING)


@pytest.mark.parametrize(
    "task",
    [
        lambda recording: tasks.rendition_write(str(recording.id)),
        lambda _recording: tasks.retention_run(),
    ],
    ids=["rendition", "sweeping"],
)
def test_what_has_no_analysis_is_put_off(
    recording: Recording, on_blobs: BlobStandIn, task: Callable[[Recording], None]
) -> None:
    Recording.objects.update(rendition_wanted=True)
    on_blobs.fault = away
    task(recording)
    recording.refresh_from_db()
    assert recording.rendition_wanted


def test_what_could_not_be_deleted_goes_with_the_sweep(
    client: APIClient,  # noqa: F811
    recording: Recording,
    on_blobs: BlobStandIn,
) -> None:
    on_blobs.fault = away
    assert client.delete(f"/api/v1/recordings/{recording.id}/").status_code == 204
    assert not Recording.objects.exists()
    on_blobs.fault = lambda _method, _path: None
    for blob in on_blobs.blobs.values():
        blob.modified = timezone.now() - timedelta(days=2)
    orphans.orphans_sweep()
    assert on_blobs.blobs == {}


def test_a_disk_without_room_for_the_copy_is_waited_out_as_well(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.UNDERTONE_MAX_ATTEMPTS = 2
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: type("Usage", (), {"free": 10}))
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert analysis.status == AnalysisStatus.QUEUED
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.error_code) == (AnalysisStatus.FAILED, "storage_full")
    assert half_received(settings) == []
