"""The instant pipeline of the site's tests, leaving a trace of what it computed, and waiting where a test tells it to."""

import os
import time

from tests import fake_pipeline
from tests.fake_pipeline import Pipeline, Request, summarise
from tests.gate import await_gate, data_folder

__all__ = ["Pipeline", "Request", "summarise"]

TRACE = "computed"
BEFORE_END = "before-end"


def trace(*words: object) -> None:
    with (data_folder() / TRACE).open("a") as file:
        file.write(" ".join(map(str, (os.getpid(), *words))) + "\n")


def _traced(at: int) -> None:
    await_gate(at)
    trace(at)


def _linger() -> None:
    """Between the speaker's baseline and the end, for as long as a test asks for it: to be killed there, deaf to requests."""
    while (data_folder() / BEFORE_END).exists():
        time.sleep(0.05)


fake_pipeline.script.segments = fake_pipeline.BASELINE_FROM
fake_pipeline.script.before_segment = _traced
fake_pipeline.script.before_end = _linger
