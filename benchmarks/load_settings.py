"""The product's settings and times, with the tests' instant pipeline: what is measured is everything around the models."""

from emotion_site.settings import *  # noqa: F403
from emotion_site.settings.base import DATA_DIR
from recognition.engine.fusion import cards

UNDERTONE_PIPELINE = "benchmarks.counting_pipeline"

# It needs no weights: a card is enough.
_MODEL = DATA_DIR / "checkpoints" / "voice-words"
_MODEL.mkdir(parents=True, exist_ok=True)
cards.write_card(_MODEL, {"id": "voice-words", "version": "0", "labels": ["sad", "happy"]})
cards.CHECKPOINTS_DIR = _MODEL.parent
