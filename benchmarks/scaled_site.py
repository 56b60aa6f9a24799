"""Undertone scaled out on loopback: PostgreSQL, Redis, web, workers and beat, each a process that can be killed."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from benchmarks.ledger import Ledger
from benchmarks.own_services import OwnPostgres, OwnRedis
from recognition.client import Client
from recognition.engine.testing import write_wav
from tests.integration.running_site import ROOT, RunningSite, _until_ready
from tests.services import free_port

PATIENCE_S = 600.0  # of a machine on which others take every core, too
OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL")

Process = subprocess.Popen[bytes]


@dataclass
class ScaledSite:
    """Everything that may break."""

    folder: Path
    data: Path
    redis: OwnRedis
    postgres: OwnPostgres
    running: RunningSite
    ledger: Ledger
    web: Process | None = None
    workers: list[Process] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.running.port}"

    @property
    def client(self) -> Client:
        """One that does not give up while something is being mended."""
        return Client(self.url, patience_s=PATIENCE_S, timeout_s=30)

    def start_web(self) -> None:
        self.web = self.running.start(
            "-m", "uvicorn", "emotion_site.asgi:application", "--port", str(self.running.port), "--log-level", "warning"
        )

    def start_worker(self) -> Process:
        worker = self.running.start("-m", "worker.process", "--queue", "analyses")
        self.workers.append(worker)
        return worker

    def kill(self, process: Process) -> None:
        """SIGKILL, for it and all that it started."""
        self.running.kill(process)
        if process in self.workers:
            self.workers.remove(process)

    def signal(self, process: Process, number: signal.Signals) -> None:
        for one in (psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                one.send_signal(number)

    def clip(self, name: str, chance: random.Random) -> Path:
        """A third of a second that no other clip is."""
        generator = np.random.default_rng(chance.getrandbits(32))
        samples = (0.1 * generator.standard_normal(5000)).astype(np.float32)
        return write_wav(self.folder / "clips" / name, samples)

    def log(self) -> str:
        return self.running.log()


@contextmanager
def scaled_site(
    folder: Path,
    *,
    data: Path,
    workers: int = 2,
    variables: Mapping[str, str] | None = None,
    segment_s: float = 0.08,
    settings: str = "benchmarks.quick_settings",
) -> Iterator[ScaledSite]:
    """All of it, ready for requests; ended by killing."""
    for name in ("redis", "clips"):
        (folder / name).mkdir()
    redis, postgres = OwnRedis(folder / "redis"), OwnPostgres(folder / "postgres")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment |= {
        "MALLOC_ARENA_MAX": "2",  # as in web's image
        "DJANGO_SETTINGS_MODULE": settings,
        "UNDERTONE_DATA_DIR": str(data),
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
        "BENCH_SEGMENT_S": str(segment_s),
        **(variables or {}),
    }
    running = RunningSite(folder, environment, free_port())
    try:
        migrate = running.start("manage.py", "migrate", "--verbosity", "0")
        if migrate.wait() != 0:
            raise SystemExit(running.log())
        running.processes.remove(migrate)
        site = ScaledSite(folder, data, redis, postgres, running, Ledger(postgres, data))
        site.start_web()
        running.start("-m", "worker.process", "--queue", "quick")
        running.start("-m", "worker.beat")
        for _ in range(workers):
            site.start_worker()
        _until_ready(running)
        yield site
    finally:
        for process in list(running.processes):
            running.kill(process)
        redis.kill()
        postgres.stop(signal.SIGQUIT)


def until_works(site: ScaledSite, seconds: float = 60.0) -> None:
    """Until a worker's processes are there."""
    give_up = time.monotonic() + seconds
    while any(len(psutil.Process(worker.pid).children(recursive=True)) < 2 for worker in site.workers):
        if time.monotonic() > give_up:
            raise SystemExit(site.log())
        time.sleep(0.1)


__all__ = ["ROOT", "ScaledSite", "scaled_site", "until_works"]
