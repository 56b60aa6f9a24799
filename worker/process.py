"""The worker of one machine: one process for analyses, one for what must not wait behind them, and the clock.

python -m worker.process                                      both queues and the clock, started and ended together
python -m worker.process --queue analyses --queue quick       the same without the clock, as containers run it
python -m worker.process --queue analyses                     one queue alone
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

AS_ROOT = "ignore:You're running the worker with superuser privileges"  # in a container it does; nothing is pickled
QUEUES = ("analyses", "quick")
# The site is checked where it is served: here the checks would only load the API, which no task uses.
ENVIRONMENT = {"CELERY_SKIP_CHECKS": "1", **os.environ}
LOOK_EVERY_S = 0.2
STOP_WITHIN_S = 5.0


def celery_command(queue: str, *, clock: bool = False) -> list[str]:
    """Prefork with one process: an analysis uses all of the device, and a model is loaded once."""
    command = [sys.executable, "-W", AS_ROOT, "-m", "celery", "--app", "emotion_site.celery:app", "--quiet", "worker"]
    command += ["--queues", queue, "--hostname", f"{queue}@%h", "--pool", "prefork", "--concurrency", "1"]
    command += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [*command, "--include", "worker.clock"] if clock else command


class Worker:
    """Starts its processes, and ends with the first of them that ends."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        self._commands = commands
        self._processes: list[subprocess.Popen[bytes]] = []
        self._stopping = False

    def run(self) -> int:
        """Until told to stop, or until one process ends. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        try:
            # Logs go to stderr; on stdout Celery announces, in lines of its own, that it was told to stop.
            self._processes = [
                subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT) for command in self._commands
            ]
            while not self._stopping:
                ended = [process.returncode for process in self._processes if process.poll() is not None]
                if ended:
                    return ended[0] or 1
                time.sleep(LOOK_EVERY_S)
            return 0
        finally:
            self._stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _stop(self) -> None:
        """A running analysis is dropped, not waited for: the next worker goes on at its first missing segment."""
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGQUIT)  # Celery's cold shutdown
        until = time.monotonic() + STOP_WITHIN_S
        for process in self._processes:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and work."""
    parser = argparse.ArgumentParser(prog="python -m worker.process", description=__doc__)
    parser.add_argument("--queue", choices=QUEUES, action="append", help="work on this queue; the clock is then beat's")
    queues = parser.parse_args(arguments).queue
    if queues:
        return Worker([celery_command(queue) for queue in dict.fromkeys(queues)]).run()
    return Worker([celery_command("analyses"), celery_command("quick", clock=True)]).run()


if __name__ == "__main__":
    sys.exit(main())
