"""The instant pipeline of the site's tests, slowed down: how much there is to read is in the recording's name.

“24.wav” has 24 segments in as many seconds; “24-whole.wav” the same, and says it is short.
"""

import os
import time
from pathlib import Path
from typing import Any

from recognition.engine.request import Listener
from tests import fake_pipeline
from tests.fake_pipeline import Request, script, summarise

__all__ = ["Pipeline", "Request", "summarise"]

TRACE = "computed"


class Pipeline(fake_pipeline.Pipeline):
    def begin(self, request: Request, listener: Listener, *, sound: Any = None) -> fake_pipeline.FakeRun:
        length, _, whole = Path(request.name).stem.partition("-")
        script.segments, script.duration_s = int(length), 1.0 if whole else float(length)

        def slowly(at: int) -> None:
            time.sleep(0.25)
            with (Path(os.environ["UNDERTONE_DATA_DIR"]) / TRACE).open("a") as trace:
                trace.write(f"{os.getpid()} {request.name} {at}\n")

        script.before_segment = slowly
        return super().begin(request, listener, sound=sound)
