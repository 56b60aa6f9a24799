"""The tests' instant pipeline, which writes down what it computes, and for which recording.

BENCH_SEGMENT_S is how long a segment takes, BENCH_SEGMENTS how many there are.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from recognition.engine.fusion.base import Reading
from recognition.engine.request import Listener
from recognition.engine.types import Segment
from tests import fake_pipeline
from tests.fake_pipeline import Request, summarise

__all__ = ["Pipeline", "Request", "summarise"]

TRACE = "computed"
# Fewer than a speaker's baseline takes: nothing is written twice on purpose.
SEGMENTS = int(os.environ.get("BENCH_SEGMENTS", fake_pipeline.BASELINE_FROM - 2))
SEGMENT_S = float(os.environ.get("BENCH_SEGMENT_S", "0"))

fake_pipeline.script.segments = SEGMENTS
fake_pipeline.script.before_segment = lambda _index: time.sleep(SEGMENT_S)


class Pipeline(fake_pipeline.Pipeline):
    """As the tests know it."""

    def begin(self, request: Request, listener: Listener, *, sound: Any = None) -> "CountingRun":
        return CountingRun(request, listener, cast(Any, None), sound)


class CountingRun(fake_pipeline.FakeRun):
    """Writes down every segment that it has computed."""

    def read(self, *arguments: Any, **options: Any) -> Iterator[tuple[Segment, Reading]]:
        for segment, reading in super().read(*arguments, **options):
            with (Path(os.environ["UNDERTONE_DATA_DIR"]) / TRACE).open("a") as trace:
                trace.write(f"{self.request.name} {int(segment.start_s)} {os.getpid()}\n")
            yield segment, reading
