"""The supervisor: migrates, starts web and worker, says when the page is ready, keeps the worker alive, ends all.

python -m scripts.serve              with the packages installed and the page built
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from urllib.error import HTTPError
from urllib.request import urlopen

from scripts.install import say
from scripts.preflight import HOST, ROOT, ProblemError, check_data_dir, check_environment, check_port
from scripts.processes import ProcessGroup, Warden

LOOK_EVERY_S = 0.2
READY_WITHIN_S = 180.0  # a slow disk takes a minute to read the packages
SAY_WAITING_EVERY_S = 15.0
PARTS = ("database", "queue", "storage")  # as /readyz names them
STOP_WITHIN_S = 8.0
RESTART_AFTER_S = 1.0
RESTART_AFTER_AT_MOST_S = 30.0
STEADY_AFTER_S = 60.0  # a worker that lived this long was not broken from the start


class Supervisor:
    """Web and worker of one machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://{HOST}:{port}/"
        self._stopping = False
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._web: ProcessGroup | None = None
        self._worker: ProcessGroup | None = None
        self._weights: ProcessGroup | None = None
        self._warden: Warden | None = None
        self._worker_started = 0.0
        self._restart_after_s = RESTART_AFTER_S

    def run(self) -> int:
        """Serve until told to stop or until the web process ends. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        self._warden = Warden(cwd=ROOT)
        try:
            self._web = self._start_web()
            self._start_worker()
            self._await_ready()
            return self._watch()
        finally:
            self._stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start_web(self) -> ProcessGroup:
        return self._start(
            "-m", "uvicorn", "emotion_site.asgi:application", "--host", HOST, "--port", str(self.port),
            "--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "3",
        )  # fmt: skip

    def _start_worker(self) -> None:
        self._worker_started = time.monotonic()
        self._worker = self._start("-m", "worker.process")

    def _start(self, *arguments: str) -> ProcessGroup:
        return ProcessGroup([sys.executable, *arguments], cwd=ROOT, environment=self._environment, warden=self._warden)

    def _await_ready(self) -> None:
        """Say the address as soon as the site answers that it is ready; then look for weights, in nobody's way.

        Raises:
            ProblemError: when it does not in time.
        """
        started = time.monotonic()
        say_next_after_s = SAY_WAITING_EVERY_S
        while not self._stopping and not self._web_ended():
            missing = missing_at(self.url)
            if not missing:
                say(f"Undertone is ready: {self.url}  (Ctrl-C stops it)")
                self._weights = self._start("-m", "scripts.weights")
                return
            waited_s = time.monotonic() - started
            if waited_s > READY_WITHIN_S:
                raise ProblemError(
                    f"Still waiting for {missing} after {READY_WITHIN_S:.0f} s. “manage.py doctor” says more."
                )
            if waited_s > say_next_after_s:
                say(f"Waiting for {missing}: {waited_s:.0f} of at most {READY_WITHIN_S:.0f} s.")
                say_next_after_s += SAY_WAITING_EVERY_S
            time.sleep(LOOK_EVERY_S)

    def _watch(self) -> int:
        while not self._stopping:
            if self._web_ended():
                say(
                    f"The web process ended ({self._web_s_end()}); stopping. Nothing is lost: the same command goes on."
                )
                return 1
            self._keep_worker()
            if self._weights is not None:
                self._weights.exit_status()  # asked, so that it does not stay in the process table
            time.sleep(LOOK_EVERY_S)
        return 0

    def _web_ended(self) -> bool:
        return self._web is None or self._web.exit_status() is not None

    def _web_s_end(self) -> str:
        status = None if self._web is None else self._web.exit_status()
        return "never started" if status is None else _reason(status)

    def _keep_worker(self) -> None:
        """Start a worker that died again, later each time it dies young."""
        if self._worker is None or (status := self._worker.exit_status()) is None:
            return
        self._worker.end(within_s=0)  # its pool processes may have outlived it
        if time.monotonic() - self._worker_started > STEADY_AFTER_S:
            self._restart_after_s = RESTART_AFTER_S
        say(f"The worker ended ({_reason(status)}); starting it again in {self._restart_after_s:.0f} s.")
        self._sleep(self._restart_after_s)
        self._restart_after_s = min(self._restart_after_s * 2, RESTART_AFTER_AT_MOST_S)
        if not self._stopping:
            self._start_worker()

    def _sleep(self, seconds: float) -> None:
        """Sleep, but not through a signal to stop or the end of the web process."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopping and not self._web_ended():
            time.sleep(LOOK_EVERY_S)

    def _stop(self) -> None:
        """End all of them with all they started, at once."""
        groups = [group for group in (self._web, self._worker, self._weights) if group is not None]
        for group in groups:
            group.ask_to_stop()
        give_up = time.monotonic() + STOP_WITHIN_S
        for group in groups:
            group.end(within_s=max(0.0, give_up - time.monotonic()))
        if self._warden is not None:
            self._warden.dismiss()


def main() -> int:
    """Check, migrate, serve."""
    check_data_dir(check_environment())
    port = check_port()
    migrate()
    return Supervisor(port).run()


def migrate() -> None:
    """Bring the database to this version.

    Raises:
        ProblemError: when that fails; Django has said why.
    """
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise ProblemError("The database could not be prepared (the reason stands above).")


def missing_at(url: str) -> str:
    """What is not there yet, by what the site says of itself; empty when all is."""
    try:
        with urlopen(f"{url}readyz", timeout=5):
            return ""
    except HTTPError as refusal:
        with refusal, suppress(ValueError):
            told = json.load(refusal)
            return ", ".join(f"the {part}" for part in PARTS if told.get(part) == "unreachable") or "the site"
        return "the site"
    except OSError:
        return "the site to answer"


def _reason(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ProblemError as problem:
        sys.exit(f"undertone: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
