"""The clock of many workers: Celery's beat over the schedule that `worker.clock` keeps where there is one worker.

It also does what it asks for (`clock`, a queue of its own): that needs no engine, and with all workers stopped it is what
notices that one is needed.

python -m worker.beat              until it is told to stop
python -m worker.beat --check      exit status 0 while it ticks
python -m worker.beat --health-port 9101      the same over HTTP
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from worker.process import AS_ROOT

STILL_AFTER_S = 120.0  # it writes its file with every task it asks for, the most frequent each quarter of a minute
COMMAND = [
    sys.executable,
    *("-W", AS_ROOT),
    "-m",
    "celery",
    "--app",
    "emotion_site.celery:app",
    "--quiet",
    "worker",
    "--beat",
    *("--queues", "clock", "--hostname", "clock@%h", "--pool", "prefork", "--concurrency", "1"),
    *("--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    *("--include", "worker.beat_health,worker.pool_lock"),
]
HEALTH_PORT = "UNDERTONE_BEAT_HEALTH_PORT"  # from here to there, past Celery's own command line


def main(arguments: Sequence[str] | None = None) -> int:
    """Tick, as another program that takes this one's place; or say whether it does."""
    parser = argparse.ArgumentParser(prog="python -m worker.beat", description=__doc__)
    parser.add_argument("--check", action="store_true", help="say whether it ticks")
    parser.add_argument("--health-port", type=int, metavar="PORT", help="answer 200 here while it ticks")
    options = parser.parse_args(arguments)
    if not options.check:
        port = {} if options.health_port is None else {HEALTH_PORT: str(options.health_port)}
        os.execve(sys.executable, COMMAND, {"CELERY_SKIP_CHECKS": "1", **os.environ, **port})
    from emotion_site.celery import app

    return check(Path(app.conf.beat_schedule_filename))


def check(schedule: Path) -> int:
    """Exit status, and a line where it stands still."""
    age_s = seconds_since(schedule)
    if not stands_still(age_s):
        return 0
    sys.stderr.write("beat has not ticked yet\n" if age_s is None else f"beat last ticked {age_s:.0f} s ago\n")
    return 1


def stands_still(age_s: float | None) -> bool:
    """Whether it has not ticked for too long, or never."""
    return age_s is None or age_s >= STILL_AFTER_S


def seconds_since(schedule: Path) -> float | None:
    """Since the schedule was last written; None when it never was. The kind of database adds an ending of its own."""
    written = [file.stat().st_mtime for file in schedule.parent.glob(f"{schedule.name}*")]
    return time.time() - max(written) if written else None


if __name__ == "__main__":
    sys.exit(main())
