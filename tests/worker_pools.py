"""The processes of running workers, `worker.process`, once all of them are there."""

import time

import psutil

WITHIN_S = 120.0  # a busy machine
PROCESSES = 4  # of one worker: each of two queues has its process, and that has its own


def await_pools(*workers: int) -> list[psutil.Process]:
    """Everything that the workers of these process ids have started."""
    give_up = time.monotonic() + WITHIN_S
    while True:
        families = [psutil.Process(worker).children(recursive=True) for worker in workers]
        if all(len(family) >= PROCESSES for family in families):
            return [process for family in families for process in family]
        assert time.monotonic() < give_up, families
        time.sleep(0.1)
