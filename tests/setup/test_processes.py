"""A process group ends as a whole."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from scripts import warden
from scripts.preflight import ROOT
from scripts.processes import ProcessGroup

WITHIN_S = 120.0  # machines that run tests are busy

# A program with a child that, like it, ignores the request to stop.
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork():
    open(sys.argv[1], "w").close()
time.sleep(900)
"""


@pytest.fixture
def stubborn(tmp_path: Path) -> ProcessGroup:
    ready = tmp_path / "ready"
    group = ProcessGroup([sys.executable, "-c", STUBBORN, str(ready)], cwd=tmp_path, environment={})
    while not ready.exists():
        time.sleep(0.02)
    return group


def test_what_ignores_the_request_is_ended_with_its_children(stubborn: ProcessGroup) -> None:
    members = [psutil.Process(stubborn.pid), *psutil.Process(stubborn.pid).children(recursive=True)]
    assert len(members) == 2
    stubborn.ask_to_stop()
    stubborn.end(within_s=0.2)
    assert psutil.wait_procs(members, timeout=WITHIN_S)[1] == []


def test_children_that_outlive_their_killed_parent_are_ended(stubborn: ProcessGroup) -> None:
    (child,) = psutil.Process(stubborn.pid).children()
    psutil.Process(stubborn.pid).kill()
    stubborn.end(within_s=5)
    assert psutil.wait_procs([child], timeout=WITHIN_S)[1] == []
    assert stubborn.exit_status() == -9


def test_a_program_that_ends_by_itself_leaves_its_status(tmp_path: Path) -> None:
    group = ProcessGroup([sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path, environment={})
    group.end(within_s=WITHIN_S)
    assert group.exit_status() == 3


SUPERVISOR = """
import subprocess, sys, time
from pathlib import Path
from scripts.processes import Warden
warden = Warden(cwd=Path.cwd())
ended = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
warden.began(ended.pid)
ended.wait()
warden.ended(ended.pid)
group = subprocess.Popen([sys.executable, "-c", sys.argv[2], sys.argv[1]], start_new_session=True)
warden.began(group.pid)
print(group.pid, flush=True)
time.sleep(900)
"""


def test_a_warden_ends_the_groups_of_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    """Without the kernel's help, which Linux alone gives."""
    ready = tmp_path / "ready"
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(ready), STUBBORN], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout is not None
        leader = psutil.Process(int(supervisor.stdout.readline()))
        while not ready.exists():
            time.sleep(0.02)
        started = psutil.Process(supervisor.pid).children()
        members = [leader, *leader.children(), *(each for each in started if "scripts.warden" in each.cmdline())]
        assert len(members) == 3
        supervisor.kill()
        assert psutil.wait_procs(members, timeout=WITHIN_S)[1] == []


def test_a_warden_keeps_to_what_did_not_end() -> None:
    assert warden.groups_left(["+11\n", "+12\n", "-11\n", "+13\n"]) == {12, 13}
