"""The instant pipeline of the site's tests: how much there is to read is in the recording's name.

“24.wav” has 24 segments in as many seconds; “24-whole.wav” the same, and says it is short.
"""

from pathlib import Path
from typing import Any

from recognition.engine.request import Listener
from tests import fake_pipeline
from tests.fake_pipeline import Request, script, summarise
from tests.gate import await_gate
from tests.integration.slow_pipeline import trace

__all__ = ["Pipeline", "Request", "summarise"]


class Pipeline(fake_pipeline.Pipeline):
    def begin(self, request: Request, listener: Listener, *, sound: Any = None) -> fake_pipeline.FakeRun:
        length, _, whole = Path(request.name).stem.partition("-")
        script.segments, script.duration_s = int(length), 1.0 if whole else float(length)

        def traced(at: int) -> None:
            await_gate(at)
            trace(request.name, at)

        script.before_segment, script.before_end = traced, lambda: None
        return super().begin(request, listener, sound=sound)
