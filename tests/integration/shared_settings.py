"""The quick settings, with recordings of 8 s and more read in parts of three segments."""

from tests.integration.quick_settings import *  # noqa: F403

UNDERTONE_PIPELINE = "tests.integration.shared_pipeline"
UNDERTONE_SHARED_FROM_S = 8.0
UNDERTONE_PART_S = 2.95
