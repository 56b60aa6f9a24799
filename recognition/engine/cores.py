"""How many processors this process may keep busy. A container's share of a machine is time: all its processors are to be seen."""

import math
import os
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def cores() -> int:
    """As many as it may run on, or as the time lasts for that its container gets (control groups, version 2 and 1)."""
    # Not every system tells on which of its processors a process may run.
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, math.ceil(min(here, _share())))


def keep_to_cores() -> None:
    """PyTorch starts a thread for each of the machine's processors; past the container's share they only wait for each other."""
    import torch

    if torch.get_num_threads() > cores():
        torch.set_num_threads(cores())


def _share() -> float:
    """Processors' worth of time in each period; infinite without a limit."""
    try:
        quota, period = (_CGROUP / "cpu.max").read_text().split()
    except (OSError, ValueError):
        try:
            quota, period = (
                (_CGROUP / "cpu" / f"cpu.cfs_{each}_us").read_text().strip() for each in ("quota", "period")
            )
        except OSError:
            return math.inf
    return int(quota) / int(period) if quota.isdigit() and int(period) else math.inf  # “max”, or -1
