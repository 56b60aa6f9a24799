"""The worker of one machine as a process: what it starts, what it says when it stops, what it leaves."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL", "DJANGO_")
WITHIN_S = 120.0


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    made = {**kept, "UNDERTONE_DATA_DIR": str(tmp_path / "data")}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=made, check=True)
    return made


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
    process.wait(timeout=10)


def pool(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    """Everything that it started, once each of the two queues has its process and that has its own."""
    give_up = time.monotonic() + WITHIN_S
    while len(family := psutil.Process(process.pid).children(recursive=True)) < 4:
        assert process.poll() is None
        assert time.monotonic() < give_up, family
        time.sleep(0.2)
    return family


def test_it_is_two_queues_with_one_process_each_and_no_clock_process(worker: "subprocess.Popen[str]") -> None:
    queues = [line[line.index("--queues") + 1] for line in (process.cmdline() for process in pool(worker))]
    assert sorted(queues) == ["analyses", "analyses", "quick", "quick"]


def test_it_ends_without_a_word_and_leaves_nothing(worker: "subprocess.Popen[str]", tmp_path: Path) -> None:
    family = pool(worker)
    time.sleep(2)  # past the start, where a signal would find Celery's handlers not yet in place
    worker.send_signal(signal.SIGINT)
    assert worker.wait(timeout=30) == 0
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert (tmp_path / "log").read_text() == ""
