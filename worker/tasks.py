"""The tasks: each is one call of one service, and takes ids only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog
from celery import current_app, group, shared_task
from celery.signals import worker_ready, worker_shutting_down
from kombu.exceptions import ChannelError
from structlog.contextvars import bound_contextvars

from recognition import stopping
from recognition.services import (
    analyses,
    corrections,
    explanations,
    links,
    orphans,
    reaper,
    renditions,
    retention,
    turns,
)
from recognition.services import work_measure as work

logger = structlog.get_logger(__name__)


@shared_task
def analysis_run(analysis_id: str) -> None:
    """Take the turn that is next: the message says that there is one, the rows say which."""
    with putting_off():
        taken, wanted = turns.turn_take(asked=UUID(analysis_id))
        turns_ask(taken, wanted)


def turns_ask(analysis_id: UUID, count: int) -> None:
    """Wake so many workers: one message for each thing there is to do now."""
    if count:
        group(analysis_run.si(str(analysis_id)) for _turn in range(count)).delay()


def turns_waiting() -> int:
    """How many messages there are that no worker has taken yet."""
    queue = current_app.conf.task_default_queue
    with current_app.connection_for_read() as broker:
        channel: Any = broker.default_channel
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except ChannelError:  # Redis has no queue that is empty
            return 0


@shared_task
def segment_correct(analysis_id: str, index: int) -> None:
    """Score the words that a user wrote."""
    with bound_contextvars(analysis_id=analysis_id, segment=index), putting_off():
        try:
            corrections.correction_apply(analysis_id=UUID(analysis_id), index=index)
        except Exception as error:
            _raise_what_passes(error)
            logger.exception("correction_broke")
            corrections.correction_fail(analysis_id=UUID(analysis_id), index=index)


@shared_task
def explanations_write(analysis_id: str) -> None:
    """Explain some segments; the rest waits its turn behind what else was asked for."""
    with bound_contextvars(analysis_id=analysis_id), putting_off():
        try:
            left = explanations.explanations_write(analysis_id=UUID(analysis_id))
        except Exception as error:
            _raise_what_passes(error)
            logger.exception("explanation_broke")
            explanations.explanations_fail(analysis_id=UUID(analysis_id))
            return
        if left:
            explanations_write.delay(analysis_id)


@shared_task
def segment_explain(analysis_id: str, index: int) -> None:
    """Explain the segment that somebody looks at."""
    with bound_contextvars(analysis_id=analysis_id, segment=index), putting_off():
        try:
            explanations.segment_explain(analysis_id=UUID(analysis_id), index=index)
        except Exception as error:
            _raise_what_passes(error)
            logger.exception("explanation_broke")
            explanations.segment_explain_fail(analysis_id=UUID(analysis_id), index=index)


@shared_task
def rendition_write(recording_id: str) -> None:
    """Make what every browser plays."""
    with bound_contextvars(recording_id=recording_id), putting_off():
        renditions.rendition_write(recording_id=UUID(recording_id))


@contextmanager
def putting_off() -> Iterator[None]:
    """What passes by itself is one line in the log: the row still says what was asked for, and the clock asks again."""
    try:
        yield
    except Exception as error:
        if (code := analyses.passing(error)) is None:
            raise
        logger.warning("put_off", code=code, error=str(error))


def _raise_what_passes(error: Exception) -> None:
    """The user is told of what is wrong with the work, not of what is away for a moment."""
    if analyses.passing(error) is not None:
        raise error


@shared_task
def reaper_run() -> None:
    """Ask again for what nobody works on."""
    with putting_off():
        reaper.reap(
            reaper.Requests(
                analysis_run=analysis_run.delay,
                segment_correct=segment_correct.delay,
                rendition_write=rendition_write.delay,
                explanations_write=explanations_write.delay,
                segment_explain=segment_explain.delay,
                turns_waiting=turns_waiting,
            )
        )


@shared_task
def work_measure() -> None:
    """Tell how much there is to do to whoever starts and stops workers."""
    with putting_off():
        work.work_tell(work.work_measure())


@shared_task
def retention_run() -> None:
    """Delete what is older than it may be."""
    with putting_off():
        reaper.uploads_sweep()
        retention.retention_apply()
        retention.deleted_purge()
        links.links_sweep()
        retention.sessions_purge()
        orphans.orphans_sweep()  # last: a storage that is away keeps nothing else from going


@worker_ready.connect
def look_for_abandoned_work(**_kwargs: Any) -> None:
    """What the last worker of this machine left behind is taken up at once, not at the clock's first stroke."""
    reaper_run.delay()


@worker_shutting_down.connect
def stop_at_the_next_segment(**_kwargs: Any) -> None:
    """What is being analysed goes back to the queue once the segment at hand is read."""
    stopping.tell()
