"""The instant pipeline of the site's tests, slowed down enough to be killed half-way, leaving a trace of what it computed."""

import os
import time
from pathlib import Path

from tests import fake_pipeline
from tests.fake_pipeline import Pipeline, Request, summarise

__all__ = ["Pipeline", "Request", "summarise"]

TRACE = "computed"


def _slowly(index: int) -> None:
    time.sleep(0.4)
    with (Path(os.environ["UNDERTONE_DATA_DIR"]) / TRACE).open("a") as trace:
        trace.write(f"{os.getpid()} {index}\n")


fake_pipeline.script.segments = 6
fake_pipeline.script.before_segment = _slowly
