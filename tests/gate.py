"""Where workers of real processes wait until a test lets them go on: nothing hangs on how quick a machine is."""

import os
import time
from pathlib import Path

from recognition import stopping

GATE = "gate"
"""A folder; a file in it, named by a number, holds up every segment from that number on for as long as it is there."""
HELD = "held"
"""A folder of files named by the processes that wait at the gate."""


def data_folder() -> Path:
    return Path(os.environ["UNDERTONE_DATA_DIR"])


def hold(data: Path, *, from_segment: int) -> None:
    """No segment from this one on is read before `let_go`, whichever worker comes to it."""
    gate = data / GATE
    gate.mkdir(exist_ok=True)
    (gate / str(from_segment)).touch()


def let_go(data: Path) -> None:
    for segment in (data / GATE).glob("*"):
        segment.unlink()


def await_gate(at: int) -> None:
    """Return when segment `at` may be read, or as soon as this process was told to stop."""
    held = data_folder() / HELD / str(os.getpid())
    while _is_closed(at) and not stopping.told():
        held.parent.mkdir(exist_ok=True)
        held.touch()
        time.sleep(0.02)
    held.unlink(missing_ok=True)


def _is_closed(at: int) -> bool:
    gate = data_folder() / GATE
    return gate.is_dir() and any(int(each.name) <= at for each in gate.iterdir())
