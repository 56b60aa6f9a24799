"""What a task does to an analysis: claim it, share it out or run it, store how it ended."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.conf import settings
from django.db import close_old_connections, transaction
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import RedisError

from recognition import decoded, events, files, inference, work_metrics
from recognition.database_errors import refusal_of
from recognition.disk import STORAGE_FULL, STORAGE_FULL_MESSAGE, is_disk_full
from recognition.engine.clock import together
from recognition.engine.errors import Cancelled, EngineError
from recognition.engine.plan import Plan
from recognition.engine.types import Result, Segment, SpeechEngineInfo
from recognition.models import Analysis, AnalysisStatus
from recognition.services import choices, leases, parts
from recognition.services.listener import HandedBack, RowListener
from recognition.services.segment_rows import segment_rows_read, segment_rows_write
from recognition.storage_errors import STORAGE_UNAVAILABLE, STORAGE_UNAVAILABLE_MESSAGE, StorageUnavailableError

if TYPE_CHECKING:
    from recognition.engine.media import Pcm
    from recognition.engine.request import Listener
    from recognition.engine.run import Run

logger = structlog.get_logger(__name__)

QUEUE_UNAVAILABLE = "queue_unavailable"  # of the log alone: whoever asks for work is not told, the reaper asks again
INTERNAL_ERROR = "internal_error"
INTERNAL_ERROR_MESSAGE = "Something went wrong here while analysing this recording. Trying again may help."


def analysis_run(*, analysis_id: UUID) -> int | None:
    """Claim the analysis and take it a step further: to its end, or until its parts are for all workers to read.

    How many turns are to be asked for then; None when it was not free: running, finished or gone.
    """
    holder = leases.claim(analysis_id)
    if holder is None:
        logger.info("analysis_not_free")
        return None
    analysis = Analysis.objects.select_related("recording").get(id=analysis_id)
    logger.info("analysis_started", attempt=analysis.attempts, model=analysis.model, asr=analysis.asr)
    changed(analysis)
    try:
        wanted = _step(analysis, holder)
        logger.info("analysis_shared_out" if wanted else "analysis_ended", parts=wanted)
        return wanted
    except HandedBack:
        handed_back = leases.hand_back(analysis_id, holder)
        logger.info("analysis_handed_back" if handed_back else "analysis_stopped")
        changed(analysis)
        return int(handed_back)
    except Cancelled:
        logger.info("analysis_stopped")
    except Exception as error:
        if why := not_now(error):
            # Nothing is wrong with the recording: it is tried again later, until it was as often as one that kills its worker.
            logger.warning("analysis_put_off", code=why[0], attempt=analysis.attempts, error=str(error))
            if is_last_attempt(analysis.attempts):
                _fail(analysis_id, holder, code=why[0], message=why[1])
            else:
                leases.put_off(analysis_id, holder)  # unless it has been offered to another meanwhile: that stands
            changed(analysis)
            return 0
        # Not swallowed: the task boundary logs it. Here the row is told, while the holder is known.
        code, message = failure(error)
        _fail(analysis_id, holder, code=code, message=message)
        if code == INTERNAL_ERROR:
            raise
    return 0


def is_last_attempt(attempts: int) -> bool:
    return attempts >= int(settings.UNDERTONE_MAX_ATTEMPTS)


def not_now(error: Exception) -> tuple[str, str] | None:
    """The code and the sentence for what will pass: a storage or a database that is away, a full disk; None for any other error."""
    if isinstance(error, StorageUnavailableError):
        return STORAGE_UNAVAILABLE, STORAGE_UNAVAILABLE_MESSAGE
    if is_disk_full(error):
        return STORAGE_FULL, STORAGE_FULL_MESSAGE
    away = refusal_of(error)
    if away:
        close_old_connections()  # what is said of it is said over another
    return away


def passing(error: Exception) -> str | None:
    """The code of what will pass and of which no row need be told: as `not_now`, and a queue that is away."""
    if isinstance(error, (QueueError, RedisError)):
        return QUEUE_UNAVAILABLE
    why = not_now(error)
    return why[0] if why else None


def failure(error: Exception) -> tuple[str, str]:
    """The code and the sentence that a row is told of an error."""
    if isinstance(error, EngineError):
        logger.warning("analysis_refused", code=error.code, message=error.message)
        return error.code, error.message
    return INTERNAL_ERROR, INTERNAL_ERROR_MESSAGE


def _step(analysis: Analysis, holder: str) -> int:
    """What is next, by what is there: parts that are all read, parts that are not, or none yet."""
    if unread := parts.reopen(analysis, holder):
        return unread
    listener = RowListener(analysis, holder)
    if analysis.parts.exists():
        with started(analysis, listener) as run:
            _store(analysis, holder, _end(analysis, run))
        return 0
    with started(analysis, listener, done=segment_rows_read(analysis)) as run:
        plan = run.plan(length_s=settings.UNDERTONE_PART_S)
        if plan.duration_s < settings.UNDERTONE_SHARED_FROM_S or _is_one_part(plan):
            _store(analysis, holder, run.all_of(plan))
            return 0
        wanted = parts.share_out(analysis, holder, plan, seconds=run.clock.seconds())
        decoded.keep(analysis.recording_id, run.take_sound())
        return wanted


@contextmanager
def started(
    analysis: Analysis, listener: "Listener", *, done: Sequence[Segment] = (), sound: "Pcm | None" = None
) -> Iterator["Run"]:
    """The engine at work on an analysis. A recording whose sound is at hand need not be fetched, unless it is looked at."""
    wanted = sound is None or choices.needs_film(analysis.model)
    here = files.local_path(analysis.recording.file) if wanted else nullcontext(Path())
    with (
        here as path,
        face_table(analysis) as action_units,
        inference.begin(
            path=path,
            name=analysis.recording.name,
            model=analysis.model,
            asr=analysis.asr,
            language=analysis.language,
            done=done,
            speaker_baseline=analysis.speaker_baseline_wanted,
            action_units=action_units,
            listener=listener,
            sound=sound,
        ) as run,
    ):
        yield run


@contextmanager
def face_table(analysis: Analysis) -> Iterator[Path | None]:
    """The action units that a model of faces reads; of a model that reads none, or without a table, None."""
    if not (analysis.recording.action_units and choices.needs_face(analysis.model)):
        yield None
        return
    with files.local_path(analysis.recording.action_units) as path:
        yield path


def _is_one_part(plan: Plan) -> bool:
    return plan.rest is None and len(plan.parts(length_s=settings.UNDERTONE_PART_S)) < 2


def _end(analysis: Analysis, run: "Run") -> Result:
    """All parts are read: what only all segments together tell, and the work of all workers as one."""
    asr = SpeechEngineInfo(**(analysis.speech_engine or {}))
    plan = Plan(analysis.recording.duration_s or 0.0, (), asr)
    segments, kept = parts.segments_read(analysis)
    result = run.end(plan, segments, [run.recalled(each) for each in kept])
    told = {**result.provenance.settings, "parts": analysis.parts.count()}
    return replace(
        result,
        timings_s=together(parts.seconds_of(analysis), result.timings_s),
        provenance=replace(result.provenance, settings=told),
    )


def _store(analysis: Analysis, holder: str, result: Result) -> None:
    """The end in one transaction, and only if the analysis is still ours."""
    with transaction.atomic():
        stored = leases.release(
            analysis.id,
            holder,
            status=AnalysisStatus.DONE,
            progress=1.0,
            speech_engine=asdict(result.asr),
            model_info=asdict(result.model),
            overall=result.overall.to_json(),
            top=result.overall.top or "",
            speaker_baseline=result.speaker_baseline.to_json(),
            timings_s=dict(result.timings_s),
            provenance=asdict(result.provenance),
        )
        if stored:
            _complete_segments(analysis, result)
            analysis.parts.all().delete()
            work_metrics.analysis_done(result, whole=analysis.attempts == 1)
    changed(analysis)


def _complete_segments(analysis: Analysis, result: Result) -> None:
    """The listener has stored them as they came; this writes what differs, so that the end rests on no message before it."""
    stored = {segment.index: segment for segment in segment_rows_read(analysis)}
    differing = [segment for segment in result.segments if segment != stored.get(segment.index)]
    segment_rows_write(analysis, differing)


def _fail(analysis_id: UUID, holder: str, *, code: str, message: str) -> None:
    work_metrics.analysis_failed(code)
    leases.release(analysis_id, holder, status=AnalysisStatus.FAILED, error_code=code, error_message=message)
    analysis = Analysis.objects.select_related("recording").filter(id=analysis_id).first()
    if analysis is not None:
        changed(analysis)


def changed(analysis: Analysis) -> None:
    """Tell the sockets once the change is committed."""
    analysis_id, owner_id = analysis.id, analysis.recording.owner_id
    transaction.on_commit(lambda: events.analysis_changed(analysis_id=analysis_id, owner_id=owner_id))
