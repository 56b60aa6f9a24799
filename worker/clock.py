"""The clock of one machine: it asks for the scheduled tasks from inside a worker, without a process of its own.

Loaded by `--include worker.clock`. Scaled out, the same schedule runs in one `celery beat`.
"""

from collections.abc import Mapping
from typing import Any

from celery import Celery
from celery.signals import worker_ready


@worker_ready.connect
def start(sender: Any, **_kwargs: Any) -> None:
    """Ask for every task once and then in its rhythm, on the timer that the worker has."""
    app: Celery = sender.app
    for entry in app.conf.beat_schedule.values():
        ask(app, entry)
        sender.timer.call_repeatedly(entry["schedule"], ask, (app, entry))


def ask(app: Celery, entry: Mapping[str, Any]) -> None:
    """One message; nobody waits for its answer."""
    app.send_task(entry["task"], **entry.get("options", {}))
