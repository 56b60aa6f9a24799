"""What a run took, by stage."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

TIMED = ("decode", "segmentation", "asr", "voice", "words", "face", "fusion", "total")
"""In the order of the contract; of models that look at no film there is no `face`."""
FACE = "face"


class Clock:
    """Seconds by stage; stages that interleave add up. The total runs from the moment it is made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[stage] += time.perf_counter() - start

    def add(self, stages: Mapping[str, float]) -> None:
        """Add what another component measured of itself."""
        for stage, seconds in stages.items():
            self._seconds[stage] += seconds

    def seconds(self) -> dict[str, float]:
        """So far, to the millisecond."""
        so_far = {**self._seconds, "total": time.perf_counter() - self._began}
        return {stage: round(so_far.get(stage, 0.0), 3) for stage in TIMED if stage != FACE or stage in so_far}


def together(*runs: Mapping[str, float]) -> dict[str, float]:
    """What several runs took between them: the work, not the time that passed."""
    told = {stage for seconds in runs for stage in seconds}
    return {
        stage: round(sum(seconds.get(stage, 0.0) for seconds in runs), 3)
        for stage in TIMED
        if stage != FACE or stage in told
    }
