"""What a task does to an analysis: claim it, run the pipeline, store how it ended."""

from dataclasses import asdict
from uuid import UUID

import structlog
from django.db import transaction

from recognition import events, files, work_metrics
from recognition.disk import STORAGE_FULL, STORAGE_FULL_MESSAGE, is_disk_full
from recognition.engine.errors import Cancelled, EngineError
from recognition.engine.types import Result
from recognition.inference import analyse
from recognition.models import Analysis, AnalysisStatus
from recognition.services import leases
from recognition.services.listener import HandedBack, RowListener
from recognition.services.segment_rows import segment_rows_read, segment_rows_write

logger = structlog.get_logger(__name__)

INTERNAL_ERROR = "internal_error"
INTERNAL_ERROR_MESSAGE = "Something went wrong here while analysing this recording. Trying again may help."


def analysis_run(*, analysis_id: UUID) -> bool:
    """Claim the analysis and bring it to an end. One that is not free, finished or gone is left alone.

    True when it is to be asked for again: this worker was told to stop, and has handed it back to the queue.
    """
    holder = leases.claim(analysis_id)
    if holder is None:
        logger.info("analysis_not_free")
        return False
    analysis = Analysis.objects.select_related("recording").get(id=analysis_id)
    logger.info("analysis_started", attempt=analysis.attempts, model=analysis.model, asr=analysis.asr)
    changed(analysis)
    try:
        _store(analysis, holder, _run_pipeline(analysis, holder))
        logger.info("analysis_ended")
    except HandedBack:
        handed_back = leases.hand_back(analysis_id, holder)
        logger.info("analysis_handed_back" if handed_back else "analysis_stopped")
        changed(analysis)
        return handed_back
    except Cancelled:
        logger.info("analysis_stopped")
    except EngineError as error:
        logger.warning("analysis_refused", code=error.code, message=error.message)
        _fail(analysis_id, holder, code=error.code, message=error.message)
    except OSError as error:
        if not is_disk_full(error):
            _fail(analysis_id, holder, code=INTERNAL_ERROR, message=INTERNAL_ERROR_MESSAGE)
            raise
        logger.warning("analysis_without_room", error=str(error))
        _fail(analysis_id, holder, code=STORAGE_FULL, message=STORAGE_FULL_MESSAGE)
    except Exception:
        # Not swallowed: the task boundary logs it. Here the row is told, while the holder is known.
        _fail(analysis_id, holder, code=INTERNAL_ERROR, message=INTERNAL_ERROR_MESSAGE)
        raise
    return False


def _run_pipeline(analysis: Analysis, holder: str) -> Result:
    with files.local_path(analysis.recording.file) as path:
        return analyse(
            path=path,
            name=analysis.recording.name,
            model=analysis.model,
            asr=analysis.asr,
            language=analysis.language,
            done=segment_rows_read(analysis),
            speaker_baseline=analysis.speaker_baseline_wanted,
            listener=RowListener(analysis, holder),
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
