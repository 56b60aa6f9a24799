"""The tests' instant pipeline as long as its recording: BENCH_PER_S seconds, and no processor, for each second of sound.

How long a recording is stands at the beginning of its name: “1800-long.wav”. It has a segment for each six seconds, as speech
has; a second of the tests' pipeline stands for them (`scaling_settings`).
"""

import os
import time
from typing import Any

from recognition.engine.request import Listener
from tests import fake_pipeline
from tests.fake_pipeline import Request, script, summarise

__all__ = ["SEGMENT_S", "Pipeline", "Request", "summarise"]

SEGMENT_S = 6

script.before_segment = lambda _at: time.sleep(SEGMENT_S * float(os.environ["BENCH_PER_S"]))


class Pipeline(fake_pipeline.Pipeline):
    """As the tests know it."""

    def begin(self, request: Request, listener: Listener, *, sound: Any = None) -> fake_pipeline.FakeRun:
        script.segments = max(1, int(request.name.partition("-")[0]) // SEGMENT_S)
        script.duration_s = float(script.segments)
        return super().begin(request, listener, sound=sound)
