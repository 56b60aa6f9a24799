"""A task that keeps memory, as a library does that never frees what it took."""

import os
from pathlib import Path

from celery import shared_task

TRACE = "grown"
_kept: list[bytes] = []


@shared_task
def grow(megabytes: int) -> None:
    """And leave a trace of the process that did it."""
    _kept.append(b"\x01" * (megabytes * 2**20))
    with (Path(os.environ["UNDERTONE_DATA_DIR"]) / TRACE).open("a") as trace:
        trace.write(f"{os.getpid()}\n")
