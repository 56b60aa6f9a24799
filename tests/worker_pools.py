"""The processes of running workers, `worker.process`, once all of them are there and know what to do with a signal."""

import re
import signal
import time
from pathlib import Path

import psutil

WITHIN_S = 120.0  # a busy machine
PROCESSES = 4  # of one worker: each of two queues has its process, and that has its own
IGNORED = re.compile(r"^SigIgn:\s*([0-9a-f]+)$", re.MULTILINE)


def await_pools(*workers: int) -> list[psutil.Process]:
    """Everything that the workers of these process ids have started."""
    give_up = time.monotonic() + WITHIN_S
    while True:
        families = [psutil.Process(worker).children(recursive=True) for worker in workers]
        if all(_is_complete(worker, family) for worker, family in zip(workers, families, strict=True)):
            return [process for family in families for process in family]
        assert time.monotonic() < give_up, families
        time.sleep(0.1)


def _is_complete(worker: int, family: list[psutil.Process]) -> bool:
    try:
        return len(family) >= PROCESSES and all(each.ppid() == worker or _is_set_up(each.pid) for each in family)
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False  # one that only ran for a moment, as others start


def _is_set_up(pool_process: int) -> bool:
    """Celery's pool processes ignore SIGINT from the moment on that they are. Systems without /proc are believed."""
    if not Path("/proc/self/status").is_file():
        return True
    ignored = IGNORED.search(Path(f"/proc/{pool_process}/status").read_text())
    return ignored is not None and bool(int(ignored[1], 16) >> (signal.SIGINT - 1) & 1)
