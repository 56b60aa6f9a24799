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
import tempfile
import time
from collections.abc import Mapping, Sequence
from types import FrameType

AS_ROOT = "ignore:You're running the worker with superuser privileges"  # in a container it does; nothing is pickled
QUEUES = ("analyses", "quick")
INCLUDED = ("worker.parentage", "worker.pool_lock")
# The site is checked where it is served: here the checks would only load the API, which no task uses.
ENVIRONMENT = {"CELERY_SKIP_CHECKS": "1", **os.environ}
STARTED_BY = "UNDERTONE_WORKER_STARTED_BY"  # our process id, for those that end with us (`worker.parentage`)
LOOK_EVERY_S = 0.2
PATIENCE_S = 3.0  # on one machine somebody waits for the prompt; a container may be given more
STOP_WITHIN_S = 2.0


def celery_command(queue: str, *, clock: bool = False) -> list[str]:
    """Prefork with one process: an analysis uses all of the device, and a model is loaded once."""
    command = [sys.executable, "-W", AS_ROOT, "-m", "celery", "--app", "emotion_site.celery:app", "--quiet", "worker"]
    command += [
        "--queues",
        f"{queue},clock" if clock else queue,
        "--hostname",
        f"{queue}@%h",
        "--pool",
        "prefork",
        "--concurrency",
        "1",
    ]
    command += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [*command, "--include", ",".join([*INCLUDED, "worker.clock"] if clock else INCLUDED)]


class Worker:
    """Starts its processes, and ends with the first of them that ends."""

    def __init__(
        self, commands: Sequence[Sequence[str]], *, patience_s: float, environment: Mapping[str, str] = ENVIRONMENT
    ) -> None:
        self._commands, self._patience_s, self._environment = commands, patience_s, environment
        self._processes: list[subprocess.Popen[bytes]] = []
        self._stopping = False

    def run(self) -> int:
        """Until told to stop, or until one process ends. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        environment = {**self._environment, STARTED_BY: str(os.getpid())}
        try:
            # Logs go to stderr; on stdout Celery announces, in lines of its own, that it was told to stop.
            self._processes = [
                subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) for command in self._commands
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
        """A running analysis hands itself back after its segment. One that takes longer than we wait is dropped: its next
        worker goes on at the first missing segment, once this one is missed."""
        self._signal(signal.SIGTERM)  # Celery's warm shutdown
        if not self._ended_within(self._patience_s):
            self._signal(signal.SIGQUIT)  # and its cold one
            self._ended_within(STOP_WITHIN_S)
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()

    def _signal(self, number: signal.Signals) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(number)

    def _ended_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while any(process.poll() is None for process in self._processes):
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and work."""
    parser = argparse.ArgumentParser(prog="python -m worker.process", description=__doc__)
    parser.add_argument("--queue", choices=QUEUES, action="append", help="work on this queue; the clock is then beat's")
    parser.add_argument("--patience", type=float, default=PATIENCE_S, metavar="S", help="wait so long for a segment")
    parser.add_argument("--metrics-port", type=int, metavar="PORT", help="tell Prometheus here what was measured")
    options = parser.parse_args(arguments)
    commands = [celery_command(queue) for queue in dict.fromkeys(options.queue or ())]
    commands = commands or [celery_command("analyses"), celery_command("quick", clock=True)]
    if options.metrics_port is None:
        return Worker(commands, patience_s=options.patience).run()
    with tempfile.TemporaryDirectory(prefix="undertone-metrics-") as folder:
        serve_metrics(options.metrics_port, folder)
        environment = {**ENVIRONMENT, "PROMETHEUS_MULTIPROC_DIR": folder}
        return Worker(commands, patience_s=options.patience, environment=environment).run()


def serve_metrics(port: int, folder: str) -> None:
    """Whatever the started processes, which come and go, have written there."""
    # Imported where it is wanted: a worker on a small machine carries it for nothing.
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    start_http_server(port, registry=registry)


if __name__ == "__main__":
    sys.exit(main())
