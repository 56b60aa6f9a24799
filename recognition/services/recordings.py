"""What a user asks for: recordings come, are renamed, analysed again, and go."""

from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from recognition import files
from recognition.engine.features.action_units import check_openface
from recognition.engine.media.probe_apart import probe_apart
from recognition.exceptions import ApplicationError
from recognition.full_text import title_words
from recognition.media_types import is_playable_everywhere, media_type
from recognition.models import UNFINISHED, Analysis, AnalysisStatus, Recording
from recognition.quotas import owner_id_of
from recognition.selectors import User
from recognition.services import analyses, quotas, retention
from recognition.services.choices import choices_check, face_check, film_check, language_normalise
from recognition.uploads import HashedUploadedFile
from worker import tasks

RETRYABLE = (AnalysisStatus.FAILED, AnalysisStatus.CANCELLED)


def recording_create(
    *,
    user: User,
    file: HashedUploadedFile,
    title: str,
    model: str,
    asr: str,
    language: str | None,
    speaker_baseline: bool,
    action_units: HashedUploadedFile | None = None,
) -> Recording:
    """Check an upload, store it, and have it analysed. Whatever is refused leaves neither row nor file."""
    choices_check(model=model, asr=asr)
    face_check(model=model, has_action_units=action_units is not None)
    _size_check(file.size or 0)
    owner_id = owner_id_of(user)
    info = probe_apart(Path(file.temporary_file_path()), max_duration_s=settings.UNDERTONE_MAX_DURATION_S)
    film_check(model=model, has_video=info.has_video)
    quotas.upload_check(owner_id, size_bytes=file.size or 0, duration_s=info.duration_s)
    if action_units is not None:
        check_openface(Path(action_units.temporary_file_path()))
    recording_id = uuid4()
    name = _clean_name(file.name or "")
    title = title.strip() or PurePosixPath(name).stem[:200] or "Recording"
    stored = files.store(files.original_name(recording_id), file)
    try:
        with transaction.atomic():
            quotas.storage_take(owner_id, size_bytes=file.size or 0)
            recording = Recording.objects.create(
                id=recording_id,
                owner_id=owner_id,
                title=title,
                title_words=title_words(title),
                name=name,
                file=stored,
                rendition_wanted=not is_playable_everywhere(info),
                media_type=media_type(info),
                has_video=info.has_video,
                duration_s=info.duration_s,
                size_bytes=file.size or 0,
                sha256=file.sha256,
            )
            if action_units is not None:
                action_units_attach(recording=recording, table=action_units)
            if recording.rendition_wanted:
                _on_commit(tasks.rendition_write, recording_id)
            analysis_create(
                recording=recording, model=model, asr=asr, language=language, speaker_baseline=speaker_baseline
            )
    except BaseException:
        files.remove([stored, files.action_units_name(recording_id)])
        raise
    return recording


def action_units_attach(*, recording: Recording, table: HashedUploadedFile) -> None:
    """Store the face of a recording, in place of one that it had. Analyses that are there stay as they are.

    Raises:
        ActionUnitsError: when it is no such table.
    """
    size_bytes = table.size or 0
    check_openface(Path(table.temporary_file_path()))
    with transaction.atomic():
        quotas.storage_take(recording.owner_id, size_bytes=max(0, size_bytes - recording.action_units_bytes))
        name = files.action_units_name(recording.id)
        files.remove([name])
        recording.action_units, recording.action_units_bytes = files.store(name, table), size_bytes
        recording.save(update_fields=["action_units", "action_units_bytes"])


def _size_check(size_bytes: int) -> None:
    if size_bytes > settings.UNDERTONE_MAX_UPLOAD_BYTES:
        limit_mb = settings.UNDERTONE_MAX_UPLOAD_BYTES / 2**20
        raise ApplicationError(f"The file is larger than {limit_mb:g} MB, the limit here.", code="too_large")


def _clean_name(name: str) -> str:
    """The user's own name of the file, to be shown: without control characters, at most 255 characters."""
    return "".join(character for character in name if character.isprintable()).strip()[-255:] or "recording"


def recording_rename(*, recording: Recording, title: str) -> None:
    recording.title, recording.title_words = title, title_words(title)
    recording.save(update_fields=["title", "title_words"])


def recording_delete(*, recording: Recording) -> None:
    retention.recording_remove(recording)


def analysis_create(
    *, recording: Recording, model: str, asr: str, language: str | None, speaker_baseline: bool
) -> Analysis:
    choices_check(model=model, asr=asr)
    face_check(model=model, has_action_units=bool(recording.action_units))
    film_check(model=model, has_video=recording.has_video)
    with transaction.atomic():
        quotas.analysis_take(recording.owner_id, duration_s=recording.duration_s)
        analysis = Analysis.objects.create(
            recording=recording,
            model=model,
            asr=asr,
            language=language_normalise(language),
            speaker_baseline_wanted=speaker_baseline,
        )
        _on_commit(tasks.analysis_run, analysis.id)
    return analysis


def analysis_cancel(*, analysis: Analysis) -> None:
    """Mark it; the worker notices at its next word to the row."""
    if analysis.status == AnalysisStatus.CANCELLED:
        return
    now = timezone.now()
    changed = Analysis.objects.filter(id=analysis.id, status__in=UNFINISHED).update(
        status=AnalysisStatus.CANCELLED,
        stage=None,
        eta_s=None,
        lease_holder="",
        lease_expires_at=None,
        finished_at=now,
        updated_at=now,
    )
    if not changed:
        raise ApplicationError("Only an analysis that is queued or running can be cancelled.", code="conflict")
    analyses.changed(analysis)


def analysis_retry(*, analysis: Analysis) -> None:
    """Queue it again; segments that were already delivered are kept and not computed twice."""
    now = timezone.now()
    with transaction.atomic():
        quotas.place_take(analysis.recording.owner_id)
        changed = Analysis.objects.filter(id=analysis.id, status__in=RETRYABLE).update(
            status=AnalysisStatus.QUEUED,
            error_code="",
            error_message="",
            attempts=0,
            queued_at=now,
            finished_at=None,
            updated_at=now,
        )
        if not changed:
            raise ApplicationError("Only an analysis that failed or was cancelled can be tried again.", code="conflict")
        _on_commit(tasks.analysis_run, analysis.id)
    analyses.changed(analysis)


def _on_commit(task: Any, row_id: UUID) -> None:
    # Robust: with the broker down the row still stands as queued, and the reaper asks again.
    # A lambda, not a partial: Django names the function in its log line.
    transaction.on_commit(lambda: task.delay(str(row_id)), robust=True)
