"""Live sessions: begun within the quotas, and in the end a recording like any other."""

import struct

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from rest_framework.exceptions import APIException

from recognition.engine.errors import EngineError
from recognition.live_sessions import SAMPLE_BYTES, Asked, LiveSession, Saved, abandoned
from recognition.permissions import accounts_required
from recognition.quotas import quotas_of, used_by
from recognition.selectors import User
from recognition.services.choices import choices_check, face_check, film_check
from recognition.services.quotas import upload_check
from recognition.services.recordings import recording_create
from recognition.uploads import HashedUploadedFile, HashingUploadHandler

COPIED_BYTES = 2**20
HEADER_BYTES = 44

logger = structlog.get_logger(__name__)


def live_begin(asked: Asked) -> LiveSession:
    """Check what can be checked before a word is said.

    Raises:
        APIException: what an upload would be refused for.
    """
    choices_check(model=asked.model, asr=asked.asr)
    face_check(model=asked.model, has_action_units=False)
    film_check(model=asked.model, has_video=False)
    upload_check(asked.owner_id, size_bytes=0, duration_s=None)
    return LiveSession.begin(asked)


def seconds_allowed(asked: Asked) -> float:
    """How long a session that begins now may last, so that its recording is within every limit."""
    quotas, used = quotas_of(asked.owner_id), used_by(asked.owner_id)
    per_s = asked.sample_rate_hz * SAMPLE_BYTES
    limits = [
        settings.UNDERTONE_LIVE_MAX_S,
        settings.UNDERTONE_MAX_DURATION_S,
        (settings.UNDERTONE_MAX_UPLOAD_BYTES - HEADER_BYTES) / per_s,
    ]
    if quotas.seconds_per_month is not None:
        limits.append(quotas.seconds_per_month - used.seconds_this_month)
    if quotas.storage_bytes is not None:
        limits.append((quotas.storage_bytes - used.storage_bytes - HEADER_BYTES) / per_s)
    return max(0.0, min(limits))


def live_save(session: LiveSession) -> Saved | None:
    """Make a recording of what was said, as if it had been uploaded; None when another process does so.

    Raises:
        APIException: when it may not be stored now: a sweep tries again.
        EngineError: when there is nothing in it to be stored; it is given up.
    """
    if not session.take():
        return None
    try:
        saved = _stored(session)
    except (EngineError, ObjectDoesNotExist):
        session.end(None)
        raise
    except BaseException:
        session.give_back()
        raise
    session.end(saved)
    return saved


def live_sweep() -> None:
    """Save what nobody has come back to."""
    for session in abandoned():
        try:
            saved = live_save(session)
        except (EngineError, APIException, ObjectDoesNotExist, OSError) as error:
            logger.warning("live_session_not_saved", session_id=str(session.id), error=str(error))
        else:
            if saved is not None:
                logger.info("live_session_saved", session_id=str(session.id), recording_id=saved.recording)


def _stored(session: LiveSession) -> Saved:
    asked = session.asked
    with _wav(session) as file:
        recording = recording_create(
            user=_user(asked.owner_id),
            file=file,
            title=asked.title,
            model=asked.model,
            asr=asked.asr,
            language=asked.language,
            speaker_baseline=asked.speaker_baseline,
        )
    return Saved(str(recording.id), str(recording.analyses.get().id))


def _user(owner_id: int | None) -> User:
    return get_user_model().objects.get(pk=owner_id or 0) if accounts_required() else AnonymousUser()


def _wav(session: LiveSession) -> HashedUploadedFile:
    """The sound as the upload of a WAV file would leave it."""
    size = session.taken.stat().st_size // SAMPLE_BYTES * SAMPLE_BYTES
    handler = HashingUploadHandler()
    handler.new_file("file", "live.wav", "audio/wav", None)
    handler.receive_data_chunk(_header(size, session.asked.sample_rate_hz), 0)
    with session.taken.open("rb") as sound:
        left = size
        while left and (block := sound.read(min(COPIED_BYTES, left))):
            handler.receive_data_chunk(block, 0)
            left -= len(block)
    return handler.file_complete(HEADER_BYTES + size)


def _header(size: int, rate_hz: int) -> bytes:
    """Of a WAV file (RIFF): PCM, mono, 16 bits."""
    form = struct.pack("<HHIIHH", 1, 1, rate_hz, rate_hz * SAMPLE_BYTES, SAMPLE_BYTES, 16)
    return (
        struct.pack("<4sI4s4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", len(form))
        + form
        + struct.pack("<4sI", b"data", size)
    )
