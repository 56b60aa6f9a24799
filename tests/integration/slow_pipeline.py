"""The instant pipeline of the site's tests, slowed down enough to be killed half-way, leaving a trace of what it computed."""

import os
import time
from pathlib import Path

from tests import fake_pipeline
from tests.fake_pipeline import Pipeline, Request, summarise

__all__ = ["Pipeline", "Request", "summarise"]

TRACE = "computed"
BEFORE_END = "before-end"


def _slowly(index: int) -> None:
    time.sleep(0.4)
    with (Path(os.environ["UNDERTONE_DATA_DIR"]) / TRACE).open("a") as trace:
        trace.write(f"{os.getpid()} {index}\n")


def _linger() -> None:
    """Between the speaker's baseline and the end, long enough to be killed there where a test asks for it."""
    if (Path(os.environ["UNDERTONE_DATA_DIR"]) / BEFORE_END).exists():
        time.sleep(60)


fake_pipeline.script.segments = fake_pipeline.BASELINE_FROM
fake_pipeline.script.before_segment = _slowly
fake_pipeline.script.before_end = _linger
