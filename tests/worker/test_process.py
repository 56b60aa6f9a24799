"""The worker of one machine as a process: what it starts, what it says when it stops, what it leaves."""

import signal
import subprocess
from pathlib import Path

import psutil

from tests.worker_pools import WITHIN_S, await_pools


def test_it_is_two_queues_with_one_process_each_and_no_clock_process(worker: "subprocess.Popen[str]") -> None:
    queues = [line[line.index("--queues") + 1] for line in (process.cmdline() for process in await_pools(worker.pid))]
    assert sorted(queues) == ["analyses", "analyses", "quick,clock", "quick,clock"]


def test_it_ends_without_a_word_and_leaves_nothing(worker: "subprocess.Popen[str]", tmp_path: Path) -> None:
    family = await_pools(worker.pid)
    worker.send_signal(signal.SIGINT)
    assert worker.wait(timeout=WITHIN_S) == 0
    assert psutil.wait_procs(family, timeout=WITHIN_S)[1] == []
    assert (tmp_path / "log").read_text() == ""
