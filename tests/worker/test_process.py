"""The worker of one machine as a process: what it starts, what it says when it stops, what it leaves."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.running_site import DATABASE, migrated_database
from tests.worker_pools import await_pools

ROOT = Path(__file__).resolve().parents[2]
OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL", "DJANGO_")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DATABASE).write_bytes(migrated_database())
    return {**kept, "UNDERTONE_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def worker(environment: dict[str, str], tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "worker.process"], cwd=ROOT, env=environment, stdout=log, stderr=log, text=True
        )
    yield process
    for left in [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []:
        left.kill()
    process.kill()
    process.wait(timeout=60)


def test_it_is_two_queues_with_one_process_each_and_no_clock_process(worker: "subprocess.Popen[str]") -> None:
    queues = [line[line.index("--queues") + 1] for line in (process.cmdline() for process in await_pools(worker.pid))]
    assert sorted(queues) == ["analyses", "analyses", "quick,clock", "quick,clock"]


def test_it_ends_without_a_word_and_leaves_nothing(worker: "subprocess.Popen[str]", tmp_path: Path) -> None:
    family = await_pools(worker.pid)
    worker.send_signal(signal.SIGINT)
    assert worker.wait(timeout=60) == 0
    assert psutil.wait_procs(family, timeout=60)[1] == []
    assert (tmp_path / "log").read_text() == ""
