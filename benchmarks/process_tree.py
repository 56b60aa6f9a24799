"""A program with all it starts: the most memory each process took, and whether anything outlives it. Linux."""

import contextlib
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psutil

LOOK_EVERY_S = 0.5
# What a command line says about a process' part in the product; the first that fits.
ROLES = (
    ("web", r"uvicorn"),
    ("worker: supervisor", r"worker\.process"),
    ("worker: {0}", r"--hostname (\w+)@"),
    ("weights", r"scripts\.weights"),
    ("supervisor", r"scripts\.(?:run|serve)"),
)


@dataclass
class Peak:
    """One process: its part in the product, and the most it held in memory (VmHWM)."""

    process_id: int
    role: str
    peak_mb: float


@dataclass
class ProcessTree:
    """Watches a process and its descendants from a thread of its own."""

    root: psutil.Process
    seen: dict[psutil.Process, Peak] = field(default_factory=dict)
    worker_mb: float = 0.0
    """The most that the worker's processes held together, pages that they share counted once (Pss)."""
    _ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def peaks(self) -> list[Peak]:
        """The product's processes; short-lived programs of the start are left out."""
        return [peak for peak in self.seen.values() if peak.role]

    def survivors(self, *, within_s: float) -> list[str]:
        """What still runs after a while, by command line; psutil knows a process from a later one of its number."""
        alive = psutil.wait_procs(list(self.seen), timeout=within_s)[1]
        return [_command_line(process) or str(process.pid) for process in alive]

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            with contextlib.suppress(psutil.NoSuchProcess):
                family = [self.root, *self.root.children(recursive=True)]
                worker = [process for process in family if self._look(process).role.startswith("worker")]
                together_mb = sum(_mb(process.pid, "smaps_rollup", "Pss") for process in worker)
                self.worker_mb = max(self.worker_mb, together_mb)

    def _look(self, process: psutil.Process) -> Peak:
        # Asked every time: `make` becomes the supervisor, and a fork is its parent until it says otherwise.
        role = _role(process)
        peak = self.seen.setdefault(process, Peak(process.pid, role, 0.0))
        peak.role = role or peak.role
        peak.peak_mb = max(peak.peak_mb, _mb(process.pid, "status", "VmHWM"))
        return peak


def _role(process: psutil.Process) -> str:
    line = _command_line(process)
    for role, pattern in ROLES:
        if found := re.search(pattern, line):
            name = role.format(*found.groups())
            return name if _command_line(process.parent()) != line else f"{name}, child"
    return ""


def _command_line(process: psutil.Process | None) -> str:
    try:
        return " ".join(process.cmdline()) if process else ""
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""


def _mb(process_id: int, file: str, field_name: str) -> float:
    """A figure of /proc; 0 for a process that has just ended."""
    try:
        text = Path(f"/proc/{process_id}/{file}").read_text()
    except OSError:
        return 0.0
    found = re.search(rf"^{field_name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
