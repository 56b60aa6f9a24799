"""A worker's turn at one part of a long recording."""

import structlog
from django.conf import settings

from recognition import decoded, work_metrics
from recognition.engine.errors import Cancelled
from recognition.engine.plan import Search, chunks_from_json, extent, parted
from recognition.engine.types import Segment, SpeechEngineInfo
from recognition.part_models import Part
from recognition.services import analyses, parts
from recognition.services.listener import HandedBack, PartListener

logger = structlog.get_logger(__name__)


def part_run(*, part_id: int) -> int | None:
    """Claim the part and find its speech, or read it. How many turns are to be asked for then; None when it was not free,
    or is gone."""
    part = Part.objects.filter(id=part_id).first()
    holder = None if part is None else parts.claim(part)
    # As it is now that it is ours: another may have found its speech just before.
    part = Part.objects.select_related("analysis__recording").filter(id=part_id).first()
    if part is None or holder is None:
        return None
    logger.info("part_started", part=part.number, attempt=part.attempts, found=part.search is None)
    try:
        if part.search is not None:
            wanted = _find(part, holder, Search.from_json(part.search))
            logger.info("speech_found", part=part.number, parts=wanted)
            return wanted
        last = _read(part, holder)
        logger.info("part_read", part=part.number, last=last)
        return int(last)
    except HandedBack:
        handed_back = parts.hand_back(part, holder)
        logger.info("part_handed_back" if handed_back else "part_stopped", part=part.number)
        return int(handed_back)
    except Cancelled:
        logger.info("part_stopped", part=part.number)
    except Exception as error:
        if why := analyses.not_now(error):
            # As for a whole analysis: later, and not for ever.
            logger.warning("part_put_off", code=why[0], part=part.number, error=str(error))
            if analyses.is_last_attempt(part.attempts):
                _fail(part, *why)
            else:
                parts.put_off(part, holder)  # unless it has been offered to another meanwhile: that stands
            return 0
        # Not swallowed: the task boundary logs it. Here the row is told, while the holder is known.
        code, message = analyses.failure(error)
        _fail(part, code, message)
        if code == analyses.INTERNAL_ERROR:
            raise
    return 0


def _fail(part: Part, code: str, message: str) -> None:
    """With it the whole analysis, once."""
    if parts.fail(part.analysis_id, code=code, message=message):
        work_metrics.analysis_failed(code)
        analyses.changed(part.analysis)


def _find(part: Part, holder: str, begin: Search) -> int:
    """The speech of as many parts as there are before it: soon there is work for every worker. How many wait to be read."""
    analysis, listener, length_s = part.analysis, PartListener(part, holder), settings.UNDERTONE_PART_S
    with analyses.started(analysis, listener, sound=decoded.take(analysis.recording_id)) as run:
        chunks, rest = run.find(begin, length_s=length_s, count=part.number)
        ends_s = analysis.recording.duration_s or extent(chunks).end_s
        seconds = run.clock.seconds()
        wanted = parts.found(part, holder, parted(chunks, length_s), rest, ends_s=ends_s, seconds=seconds)
        decoded.keep(analysis.recording_id, run.take_sound())
    return wanted


def _read(part: Part, holder: str) -> bool:
    """What is not read of it yet. Whether it was the analysis' last part."""
    analysis, listener = part.analysis, PartListener(part, holder)
    asr = SpeechEngineInfo(**(analysis.speech_engine or {}))
    done = [Segment.from_json(body) for body in part.segments.order_by("place").values_list("body", flat=True)]
    chunks = chunks_from_json(part.chunks)
    with analyses.started(analysis, listener, sound=decoded.take(analysis.recording_id)) as run:
        for segment, reading in run.read(chunks, asr, within=extent(chunks), done=done):
            listener.on_read(segment, run.kept(reading))
        last = parts.finish(part, holder, seconds=run.clock.seconds())
        listener.tell_progress(None)
        decoded.keep(analysis.recording_id, run.take_sound())
    return last
