"""A library to be read: short recordings, and a long one, as if they had been analysed."""

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore

from benchmarks.long_analysis_seed import made_up
from recognition.accounts.tokens import token_create
from recognition.engine.labels import DEFAULT_LABELS
from recognition.engine.types import Overall, Provenance, Scores, SpeechEngineInfo
from recognition.full_text import title_words
from recognition.models import Analysis, AnalysisStatus, Recording
from recognition.services.segment_rows import segment_rows_write

MODEL_INFO = {"id": "voice-words", "version": "1.0.0", "sha256": "0" * 64, "labels": list(DEFAULT_LABELS)}
SHARES = {label: round(1 / len(DEFAULT_LABELS), 4) for label in DEFAULT_LABELS}
SHORT_SEGMENTS = 3
PEAKS = [0.5] * 2000


def seed(*, recordings: int, segments: int) -> dict[str, dict[str, str]]:
    """What is asked for, by kind: the path, and the headers of who asks."""
    user = User.objects.create_user("reader", "reader@example.org", "not-used-here")
    for number in range(recordings):
        short = _analysed(user, f"recording {number}", SHORT_SEGMENTS)
    long = _analysed(user, "the long one", segments)
    _row, token = token_create(user=user, name="reads", expires_days=None)
    script = {"Authorization": f"Bearer {token}"}
    browser = {"Cookie": f"sessionid={_session(user)}"}
    result, long_result = (f"/api/v1/analyses/{each.id}/result/" for each in (short, long))
    return {
        "alive": {"path": "/healthz"},
        "library": {"path": "/api/v1/recordings/", **script},
        "library, by session": {"path": "/api/v1/recordings/", **browser},
        "library, 100": {"path": "/api/v1/recordings/?page_size=100", **script},
        "recording": {"path": f"/api/v1/recordings/{short.recording_id}/", **script},
        "analysis": {"path": f"/api/v1/analyses/{short.id}/", **script},
        "peaks": {"path": f"/api/v1/recordings/{short.recording_id}/peaks/", **script},
        "result": {"path": result, **script},
        "long result": {"path": long_result, **script},
        "long result, packed": {"path": long_result, **script, "Accept-Encoding": "gzip"},
    }


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _analysed(user: User, title: str, segments: int) -> Analysis:
    recording = Recording.objects.create(
        owner=user, title=title, title_words=title_words(title), name="clip.wav", file="none", media_type="audio/wav",
        duration_s=5.0, size_bytes=160_044, sha256=hashlib.sha256(title.encode()).hexdigest(), peaks=PEAKS,
    )  # fmt: skip
    now = datetime.now(UTC)
    analysis = Analysis.objects.create(
        recording=recording, model="voice-words", status=AnalysisStatus.DONE, progress=1.0, top="sad",
        speech_engine=asdict(SpeechEngineInfo("made-up", "none", "en", 1.0)), model_info=MODEL_INFO,
        overall=Overall(Scores(SHARES, SHARES, SHARES), "sad", ("sad",), ()).to_json(), timings_s={"total": 1.0},
        provenance=asdict(Provenance(now.isoformat(timespec="seconds"), {})), started_at=now, finished_at=now,
    )  # fmt: skip
    segment_rows_write(analysis, list(made_up(segments, 3.0 * segments)))
    return analysis
