"""Real services for tests, started on free ports where the programs exist, and what was used of them in this run."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.loopback import free_port as free_port

READY_WITHIN_S = 120.0  # machines that run tests are busy
used: dict[str, str] = {}
_standing = ExitStack()
_numbers = count(1)


def missing(service: str) -> None:
    """Skip, or fail where a run without the service would prove nothing."""
    used.setdefault(service, "not found")
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"{service} is not installed, and REQUIRE_SERVICES=1")
    pytest.skip(f"{service} is not installed")


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis of our own; its URL."""
    program = shutil.which("redis-server")
    if program is None:
        missing("Redis")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        _await(lambda: Redis.from_url(url).ping(), RedisError, "Redis")
        used["Redis"] = subprocess.check_output([str(program), "--version"], text=True).split()[2]
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def postgres_database() -> Iterator[str]:
    """An empty database of its own; its URL."""
    url = create_database(f"test_{next(_numbers)}")
    try:
        yield url
    finally:
        _in_cluster(f"DROP DATABASE {_name(url)} WITH (FORCE)")


def create_database(name: str, *, like: str = "template1") -> str:
    """The URL of a new one, which is a copy of another that nobody is connected to."""
    # Who has just hung up counts as connected for a moment.
    _await(lambda: _in_cluster(f"CREATE DATABASE {name} TEMPLATE {like}"), psycopg.errors.ObjectInUse, "PostgreSQL")
    return f"{_cluster().rpartition('/')[0]}/{name}"


def replace_database(url: str, *, like: str) -> None:
    """The database becomes a copy of another."""
    _in_cluster(f"DROP DATABASE {_name(url)} WITH (FORCE)")
    create_database(_name(url), like=like)


def end_standing() -> None:
    """What stands for all tests of this process ends with them."""
    _standing.close()


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _in_cluster(statement: str) -> None:
    with psycopg.connect(_cluster(), autocommit=True) as connection:
        connection.execute(statement.encode())


@cache
def _cluster() -> str:
    """The PostgreSQL of this process' tests, begun by the first that wants one; the URL of its first database."""
    return _standing.enter_context(_postgres_server())


@contextmanager
def _postgres_server() -> Iterator[str]:
    """A cluster of our own; its URL. PostgreSQL refuses to run as root, so root runs it as another user."""
    initdb = _postgres_program("initdb")
    if initdb is None:
        missing("PostgreSQL")
    folder, port = Path(tempfile.mkdtemp(prefix="undertone-pg-")), free_port()
    user = _database_user()
    if user is not None:
        shutil.chown(folder, user, user if user == "postgres" else None)
    try:
        subprocess.run(
            [str(initdb), "-D", str(folder / "data"), "-U", "undertone", "--auth", "trust", "--no-sync"],
            user=user, check=True, stdout=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        process = subprocess.Popen(
            [str(_postgres_program("postgres")), "-D", str(folder / "data"), "-p", str(port), "-h", "127.0.0.1",
             "-k", str(folder), "-F", "-c", "full_page_writes=off", "-c", "autovacuum=off"],
            user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        try:
            url = f"postgres://undertone@127.0.0.1:{port}/postgres"
            _await(lambda: psycopg.connect(url).close(), psycopg.OperationalError, "PostgreSQL")
            used["PostgreSQL"] = _postgres_version(url)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_program(name: str) -> Path | None:
    """Debian keeps the server's programs out of PATH."""
    on_path = shutil.which(name)
    if on_path is not None:
        return Path(on_path)
    return max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), default=None)


def _database_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = Path("/etc/passwd").read_text()
    return "postgres" if "\npostgres:" in known else "nobody"


def _postgres_version(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else "?"


def _await(attempt: Callable[[], Any], error: type[Exception], service: str) -> None:
    give_up = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            attempt()
            return
        except error:
            if time.monotonic() > give_up:
                pytest.fail(f"{service} did not start")
            time.sleep(0.1)
