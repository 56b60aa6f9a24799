"""Redis and PostgreSQL of one's own on loopback, to be killed and started again on the same port."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from tests.services import free_port

READY_WITHIN_S = 60.0
PROGRAMS = Path("/usr/lib/postgresql")  # where Debian keeps them, out of PATH


class OwnRedis:
    """Nothing of it is kept: what is started again is empty."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder = free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def client(self) -> "Redis":
        return Redis.from_url(self.url)

    def start(self) -> None:
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self._folder),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _await(lambda: self.client.ping(), RedisError)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class OwnPostgres:
    """A cluster in a folder; it refuses to run as root, so root runs it as another user."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder = free_port(), folder
        self.url = f"postgres://undertone@127.0.0.1:{self.port}/postgres"
        self._user = "postgres" if os.geteuid() == 0 else None
        folder.mkdir()
        if self._user:
            shutil.chown(folder, self._user)
        initdb = [_program("initdb"), "-D", str(folder / "data"), "-U", "undertone", "--auth", "trust", "--no-sync"]
        subprocess.run(initdb, user=self._user, check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def connect(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.url, autocommit=True)

    def start(self) -> None:
        command = [_program("postgres"), "-D", str(self._folder / "data"), "-p", str(self.port), "-h", "127.0.0.1",
                   "-k", str(self._folder)]  # fmt: skip
        self._process = subprocess.Popen(
            command, user=self._user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
        )
        _await(lambda: self.connect().close(), psycopg.OperationalError)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: all connections are cut. SIGQUIT: as if it had crashed; it recovers from its log."""
        self._process.send_signal(number)
        self._process.wait(timeout=60)


def _program(name: str) -> str:
    found = shutil.which(name) or max(PROGRAMS.glob(f"*/bin/{name}"), default=None)
    if found is None:
        raise SystemExit(f"{name} is not installed")
    return str(found)


def _await(attempt: Callable[[], Any], error: type[Exception]) -> None:
    give_up = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            attempt()
            return
        except error:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
