"""What processes and all they started have cost so far: seconds of CPU, and memory. Linux; one pass over /proc.

A process that has ended counts with whoever waited for it, so nothing is lost between two looks.
"""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of some processes together."""

    cpu_s: float = 0.0
    memory_mb: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu_s + other.cpu_s, self.memory_mb + other.memory_mb)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu_s - other.cpu_s, self.memory_mb - other.memory_mb)


@dataclass(frozen=True, slots=True)
class Group:
    """Processes of one part in the whole; `alone` leaves out what they started, `below` counts nothing else."""

    roots: Collection[int]
    alone: bool = False
    below: bool = False


def costs(groups: Mapping[str, Group]) -> dict[str, Cost]:
    """Of each group, now."""
    table = {process: row for process in _processes() if (row := _row(process)) is not None}
    children: dict[int, list[int]] = {}
    for process, (parent, _own, _waited) in table.items():
        children.setdefault(parent, []).append(process)
    return {name: _of_group(group, table, children) for name, group in groups.items()}


def machine_cpu_s() -> float:
    """Seconds of all cores that were not idle, ours or not."""
    ticks = [int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return (sum(ticks) - idle) * TICK_S


_Row = tuple[int, float, float]  # parent, its own, what those it waited for have used


def _of_group(group: Group, table: Mapping[int, _Row], children: Mapping[int, list[int]]) -> Cost:
    total = Cost()
    waiting = [(root, True) for root in group.roots]
    while waiting:
        process, is_root = waiting.pop()
        _parent, own_s, waited_s = table.get(process, (0, 0.0, 0.0))
        if not (is_root and group.below):
            total += Cost(own_s, _memory_mb(process))
        if not (is_root and group.alone):
            total += Cost(waited_s)
            waiting += [(child, False) for child in children.get(process, ())]
    return total


def _processes() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def _row(process: int) -> _Row | None:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None  # it has just ended
    own_s, waited_s = (sum(int(each) for each in fields[at : at + 2]) * TICK_S for at in (11, 13))
    return int(fields[1]), own_s, waited_s


def _memory_mb(process: int) -> float:
    """Its share of what it has in common with others: PostgreSQL's buffers would count once for every process."""
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0  # it has just ended
    return int(found[1]) / 1024 if found else 0.0
