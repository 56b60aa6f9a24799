"""A worker of one machine as it runs, with a data folder of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(migrated.OURS)}
    migrated.sqlite(tmp_path / "data")
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
