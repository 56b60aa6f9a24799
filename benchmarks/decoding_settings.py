"""The product's settings with short times, and a pipeline that really decodes."""

from tests.integration.quick_settings import *  # noqa: F403

UNDERTONE_PIPELINE = "benchmarks.decoding_pipeline"
