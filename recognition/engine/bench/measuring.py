"""Jobs timed in turns: seconds by stage, processor seconds, and the memory that each took while it ran."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import torch

_REFERENCES, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
_RESET_PEAK = "5"  # proc(5)
_KIB_PER_MB = 1000 / 1.024

Job = Callable[[], Mapping[str, float]]
"""Does the job once, and tells the seconds of each stage; “total” is among them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians over runs: seconds by stage, and processor seconds; and the most memory that a run took, MB.

    `memory_mb` is by how much the resident memory rose above what the process held before, models loaded, and `peak_mb` all
    that it held then; None where the system does not tell (Linux does).
    """

    seconds: Mapping[str, float]
    cpu_s: float
    memory_mb: float | None
    peak_mb: float | None = None


NOT_MEASURED = Measured({}, 0.0, None)


@dataclass(frozen=True, slots=True)
class _Once:
    seconds: Mapping[str, float]
    cpu_s: float
    memory_mb: float | None
    peak_mb: float | None


def in_turns(jobs: Mapping[str, Job], *, runs: int) -> dict[str, Measured]:
    """Each job done `runs` times, one after another in turns, so that what else the machine does meets all of them."""
    done: dict[str, list[_Once]] = defaultdict(list)
    for _ in range(runs):
        for name, job in jobs.items():
            done[name].append(_once(job))
    return {name: _medians(runs_of) for name, runs_of in done.items()}


@contextmanager
def threads(count: int) -> Iterator[None]:
    """PyTorch and what it calls on that many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _once(job: Job) -> _Once:
    held_mb = _memory_mb("VmRSS") if _reset_peak() else None
    begin = time.process_time()
    seconds = job()
    cpu_s = time.process_time() - begin
    peak_mb = None if held_mb is None else _memory_mb("VmHWM")
    return _Once(seconds, cpu_s, None if held_mb is None or peak_mb is None else max(0.0, peak_mb - held_mb), peak_mb)


def _medians(runs: Sequence[_Once]) -> Measured:
    stages = dict.fromkeys(stage for run in runs for stage in run.seconds)
    memory_mb = [run.memory_mb for run in runs if run.memory_mb is not None]
    peaks_mb = [run.peak_mb for run in runs if run.peak_mb is not None]
    return Measured(
        {stage: round(median(run.seconds.get(stage, 0.0) for run in runs), 4) for stage in stages},
        round(median(run.cpu_s for run in runs), 3),
        round(max(memory_mb), 1) if memory_mb else None,
        round(max(peaks_mb), 1) if peaks_mb else None,
    )


def _reset_peak() -> bool:
    try:
        _REFERENCES.write_text(_RESET_PEAK)
    except OSError:
        return False
    return True


def _memory_mb(name: str) -> float | None:
    """Of /proc/self/status, whose unit is KiB."""
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / _KIB_PER_MB
    return None
