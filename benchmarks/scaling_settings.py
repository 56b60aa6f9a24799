"""The product's settings; where BENCH_PER_S is set, with a pipeline that takes that long, whose seconds stand for six."""

import os

from emotion_site.settings import *  # noqa: F403
from emotion_site.settings.base import UNDERTONE_PART_S, UNDERTONE_SHARED_FROM_S

if "BENCH_PER_S" in os.environ:
    UNDERTONE_PIPELINE = "benchmarks.scaling_pipeline"
    UNDERTONE_SHARED_FROM_S /= 6
    UNDERTONE_PART_S /= 6
