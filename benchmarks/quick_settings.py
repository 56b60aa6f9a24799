"""The product's settings with short times, and a pipeline that counts."""

from tests.integration.quick_settings import *  # noqa: F403

UNDERTONE_PIPELINE = "benchmarks.counting_pipeline"
