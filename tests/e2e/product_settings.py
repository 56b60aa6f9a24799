"""The product's settings, but that a test can hold up what is analysed."""

from emotion_site.settings import *  # noqa: F403

UNDERTONE_PIPELINE = "tests.e2e.held_pipeline"
