"""The clock of many workers: Celery's beat over the schedule that `worker.clock` keeps where there is one worker.

python -m worker.beat              until it is told to stop
python -m worker.beat --check      exit status 0 while it ticks
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

STILL_AFTER_S = 120.0  # it writes its file with every task it asks for, the most frequent each quarter of a minute
COMMAND = [
    sys.executable,
    "-m",
    "celery",
    "--app",
    "emotion_site.celery:app",
    "--quiet",
    "beat",
    "--loglevel",
    "WARNING",
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Tick, as another program that takes this one's place; or say whether it does."""
    parser = argparse.ArgumentParser(prog="python -m worker.beat", description=__doc__)
    parser.add_argument("--check", action="store_true", help="say whether it ticks")
    if not parser.parse_args(arguments).check:
        # Its process file would outlive a container that was killed, and keep the next one from starting.
        os.execve(sys.executable, [*COMMAND, "--pidfile="], {"CELERY_SKIP_CHECKS": "1", **os.environ})
    from emotion_site.celery import app

    return check(Path(app.conf.beat_schedule_filename))


def check(schedule: Path) -> int:
    """Exit status, and a line where it stands still."""
    age_s = seconds_since(schedule)
    if age_s is not None and age_s < STILL_AFTER_S:
        return 0
    sys.stderr.write("beat has not ticked yet\n" if age_s is None else f"beat last ticked {age_s:.0f} s ago\n")
    return 1


def seconds_since(schedule: Path) -> float | None:
    """Since the schedule was last written; None when it never was. The kind of database adds an ending of its own."""
    written = [file.stat().st_mtime for file in schedule.parent.glob(f"{schedule.name}*")]
    return time.time() - max(written) if written else None


if __name__ == "__main__":
    sys.exit(main())
