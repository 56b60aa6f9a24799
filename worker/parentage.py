"""A process of the worker ends by itself once the one that started it is gone, however that ended.

Loaded by `--include worker.parentage`. Asking whose child one is works on every Unix, and tells even of a SIGKILL.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from celery.signals import worker_process_init, worker_ready

from recognition import stopping
from worker.process import STARTED_BY

LOOK_EVERY_S = 0.5
PATIENCE_S = 5.0  # for the segment at hand
MAIN = os.getpid()  # imported before the pool's processes are made


@worker_ready.connect
def end_with_the_starter(**_kwargs: Any) -> None:
    """Celery's main process: told to stop as `worker.process` would have told it. Started by hand it has no such parent."""
    if starter := os.environ.get(STARTED_BY):
        watch(int(starter), lambda: os.kill(os.getpid(), signal.SIGTERM))


@worker_process_init.connect
def end_with_the_main(**_kwargs: Any) -> None:
    """A process of the pool, which would go on to the end of its analysis: it hands that back."""
    watch(MAIN, stopping.tell)


def watch(parent: int, on_gone: Callable[[], None]) -> None:
    """From a thread: what `on_gone` asks for has a few seconds, then the process is ended."""
    threading.Thread(target=_watch, args=(parent, on_gone), name="parentage", daemon=True).start()


def _watch(parent: int, on_gone: Callable[[], None]) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    on_gone()
    time.sleep(PATIENCE_S)
    os.kill(os.getpid(), signal.SIGKILL)
