"""How much time and memory one analysis may take. Past that it fails with a reason, and takes no worker down with it."""

import time

from django.conf import settings

from recognition.engine.errors import EngineError
from recognition.memory import available_bytes, resident_bytes

TOOK_TOO_LONG, OUT_OF_MEMORY = "took_too_long", "out_of_memory"


class WorkLimits:
    """Asked at every word of the pipeline, many times a second."""

    def __init__(self, duration_s: float | None, *, spent_s: float = 0.0) -> None:
        """`spent_s`: what others have worked on the same analysis before."""
        length_s = settings.UNDERTONE_MAX_DURATION_S if duration_s is None else duration_s
        self._ends = time.monotonic() + analysis_limit_s(length_s) - spent_s
        self._bytes = available_bytes() * settings.UNDERTONE_MEMORY_SHARE

    def check(self) -> None:
        """Raise where one of them is passed.

        Raises:
            EngineError: `took_too_long`, `out_of_memory`.
        """
        if time.monotonic() > self._ends:
            raise EngineError(
                "This recording took far longer than recordings of its length do, and was given up.", code=TOOK_TOO_LONG
            )
        if (resident_bytes() or 0) > self._bytes:
            raise EngineError("This recording takes more memory than there is here.", code=OUT_OF_MEMORY)


def analysis_limit_s(duration_s: float) -> float:
    """A slow machine may take several times a recording's length, and a minute for loading models besides."""
    seconds: float = settings.UNDERTONE_ANALYSIS_BASE_S + settings.UNDERTONE_ANALYSIS_FACTOR * duration_s
    return seconds
