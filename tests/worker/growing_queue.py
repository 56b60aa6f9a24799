"""Asking a running worker to do the tasks of `growing`, and which of its processes did them."""

import time
from pathlib import Path

from celery import Celery

from tests.worker.growing import TRACE

WITHIN_S = 200.0  # a busy machine takes more than a minute to start a worker


def ask_to_grow(data: Path, *megabytes: int, queue: str = "analyses") -> None:
    """One task for each number, into the queue of files."""
    folder = data / "queue"
    folder.mkdir(exist_ok=True)  # the worker, on its way, may not have made it yet
    sender = Celery("sender", broker="filesystem://", set_as_current=False)
    sender.conf.update(
        broker_transport="emotion_site.file_queue:Transport",
        broker_transport_options={
            "data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "control")
        },
    )  # fmt: skip
    for each in megabytes:
        sender.send_task("tests.worker.growing.grow", [each], queue=queue, ignore_result=True)


def processes_that_did(data: Path, tasks: int) -> list[int]:
    """Their ids, once so many tasks are done, in the order of the tasks."""
    give_up = time.monotonic() + WITHIN_S
    trace = data / TRACE
    while not trace.exists() or len(done := trace.read_text().splitlines()) < tasks:
        assert time.monotonic() < give_up
        time.sleep(0.1)
    return [int(line) for line in done]
