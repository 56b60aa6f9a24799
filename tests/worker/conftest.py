"""A worker of one machine as it runs, with a data folder of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.running_site import DATABASE, migrated_database

ROOT = Path(__file__).resolve().parents[2]
OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL", "DJANGO_")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DATABASE).write_bytes(migrated_database())
    return {**kept, "UNDERTONE_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def worker(environment: dict[str, str], tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "worker.process", "--patience", "120"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            text=True,
        )  # fmt: skip
    yield process
    for left in [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []:
        left.kill()
    process.kill()
    process.wait(timeout=60)
