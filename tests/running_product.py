"""The product, started as `make run` starts it once everything is installed, for the tests that use it whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.preflight import ROOT
from tests import gate, migrated
from tests.loopback import free_port

READY_WITHIN_S = 240.0  # machines that run tests are busy


@dataclass
class Product:
    """A running supervisor and where its page is."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    @property
    def supervisor(self) -> psutil.Process:
        return psutil.Process(self.process.pid)

    def family(self) -> list[psutil.Process]:
        return [self.supervisor, *self.supervisor.children(recursive=True)]

    def until_they_are(self, number: int) -> None:
        """What is started for a moment only has ended, and what started something in turn has done so."""
        give_up = time.monotonic() + READY_WITHIN_S
        while len(family := self.family()) != number:
            assert time.monotonic() < give_up, family
            time.sleep(0.05)

    def child(self, module: str) -> psutil.Process | None:
        """The supervisor's own child that runs the module."""
        living = (one for one in self.supervisor.children() if one.status() != psutil.STATUS_ZOMBIE)
        return next((one for one in living if module in one.cmdline()), None)

    @contextmanager
    def worker_held_up(self) -> Iterator[None]:
        """No recording is read meanwhile, on however quick a machine; where the settings are those of tests/e2e."""
        data = self.log.parent / "data"
        gate.hold(data, from_segment=0)
        try:
            yield
        finally:
            gate.let_go(data)

    def say(self) -> str:
        return self.log.read_text()

    def until_it_says(self, text: str, within_s: float = READY_WITHIN_S) -> None:
        give_up = time.monotonic() + within_s
        while text not in self.say():
            assert self.process.poll() is None or text in self.say(), f"it ended:\n{self.say()}"
            assert time.monotonic() < give_up, f"“{text}” was not said:\n{self.say()}"
            time.sleep(0.1)

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=READY_WITHIN_S)


@contextmanager
def running_product(folder: Path, **variables: str) -> Iterator[Product]:
    """One whose database has been migrated: that is done once for many."""
    migrated.sqlite(folder / "data")
    with new_product(folder, **variables) as product:
        yield product


@contextmanager
def new_product(folder: Path, **variables: str) -> Iterator[Product]:
    """Start it with its data in `folder`, wait until it is ready, and leave nothing of it behind."""
    port, log = free_port(), folder / "log"
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "DJANGO_", "REDIS_", "UNDERTONE_"))
        },
        "PORT": str(port),
        "UNDERTONE_DATA_DIR": str(folder / "data"),
        "UNDERTONE_ASR": "pocketsphinx",  # in its package: the same words with and without a network
        **variables,
    }
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.serve"], cwd=ROOT, env=environment, stdout=out, stderr=out, text=True
        )
    started = Product(process, port, log)
    try:
        started.until_it_says("Undertone is ready")
        yield started
    finally:
        family = started.family() if process.poll() is None else []
        process.terminate()
        process.wait(timeout=READY_WITHIN_S)
        for left in psutil.wait_procs(family, timeout=5)[1]:
            left.kill()
