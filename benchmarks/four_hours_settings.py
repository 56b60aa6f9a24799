"""The product's settings, with a speech engine and an emotion model that take no time."""

from emotion_site.settings import *  # noqa: F403

UNDERTONE_PIPELINE = "benchmarks.four_hours_pipeline"
