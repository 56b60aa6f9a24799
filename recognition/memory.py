"""Memory: what is free but still counted as ours, what we take, and what we may."""

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_STATM = Path("/proc/self/statm")


def give_back_freed() -> None:
    """Hand what was freed back to the system.

    Segments differ in length, so glibc's heap gets holes that it keeps: after two hours of speech half as much again as
    the loaded models take. This costs a few hundredths of a second.
    """
    if trim := _trimmer():
        trim(0)


def resident_bytes() -> int | None:
    """What this process takes of the machine's memory; None where the system does not tell it so."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


@cache
def available_bytes() -> int:
    """What all processes here may take together: the machine's memory, or the container's limit."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([machine, *(limit for file in _CGROUP_LIMITS if (limit := _limit(file)) is not None)])


def _limit(file: Path) -> int | None:
    """None where there is no such file, or no limit in it (“max”)."""
    try:
        text = file.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


@cache
def _trimmer() -> Callable[[int], int] | None:
    # Other systems' allocators, and musl's, do not have it and do not need it.
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
