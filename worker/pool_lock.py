"""A process of the worker may be killed while it waits for work, and its successor works.

Where the broker is a folder, Celery's processes take their work from one pipe, and whoever waits there holds the pipe's lock.
Killed so (a machine without memory left takes the largest, and that has the models), it never gives the lock back, and whoever
comes after it waits for ever: https://github.com/celery/billiard/issues/104. With Redis each has a pipe of its own.

Loaded by `--include worker.pool_lock`.
"""

from typing import Any

from celery.concurrency.asynpool import AsynPool
from celery.signals import worker_ready


@worker_ready.connect
def outlive_a_kill(sender: Any, **_kwargs: Any) -> None:
    """Before a process is replaced, the lock is free."""
    pool = sender.pool._pool
    if not isinstance(pool, AsynPool):
        pool.on_process_down = lambda _process: free(pool)


def free(pool: Any) -> None:
    """Give back what only the dead can hold: with a process still alive it might be that one's."""
    if pool._pool:
        return
    lock = pool._inqueue._rlock
    lock.acquire(block=False)  # taken or not, it is taken now
    lock.release()
