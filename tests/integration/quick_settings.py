"""The product's settings with short times, so that what is lost is missed within seconds; and a pipeline that can be held up."""

from emotion_site.settings import *  # noqa: F403
from emotion_site.settings.base import DATA_DIR
from emotion_site.settings.integrations import CELERY_BEAT_SCHEDULE
from recognition.engine.fusion import cards

UNDERTONE_LEASE_S = 60.0  # a worker that a test holds up is not lost; one that is dead is missed at once
UNDERTONE_QUEUED_TIMEOUT_S = 2.0
UNDERTONE_CORRECTION_WAIT_S = 50.0  # the answer of a worker that stalls is waited for
UNDERTONE_PIPELINE = "tests.integration.slow_pipeline"
for _name in {"reaper", "measure"} & set(CELERY_BEAT_SCHEDULE):
    CELERY_BEAT_SCHEDULE[_name]["schedule"] = 1.0
CELERY_BEAT_MAX_LOOP_INTERVAL = 0.5

# The slow pipeline needs no weights, and these tests no trained model: a card is enough.
_MODEL = DATA_DIR / "checkpoints" / "voice-words"
_MODEL.mkdir(parents=True, exist_ok=True)
cards.write_card(_MODEL, {"id": "voice-words", "version": "0", "labels": ["sad", "happy"]})
cards.CHECKPOINTS_DIR = _MODEL.parent
