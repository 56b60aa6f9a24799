"""The product's settings, but that a test can hold up what is analysed, and that the same sound is transcribed once."""

from emotion_site.settings import *  # noqa: F403

UNDERTONE_PIPELINE = "tests.e2e.held_pipeline"
