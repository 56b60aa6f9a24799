"""`python -m worker.healthcheck`, as a container runs it: a process of its own, its exit status, and one line."""

import os
import subprocess
import sys
from pathlib import Path

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL", "DJANGO_")


def healthcheck(folder: Path, **variables: str) -> tuple[int, list[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "-m", "worker.healthcheck"],
        cwd=ROOT,
        env={**environment, "UNDERTONE_DATA_DIR": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


def test_all_within_reach_is_healthy_and_silent_and_leaves_nothing_in_the_storage(tmp_path: Path) -> None:
    migrated.sqlite(tmp_path)
    assert healthcheck(tmp_path) == (0, [])
    assert [file for file in (tmp_path / "media").rglob("*") if file.is_file()] == []


def test_a_database_without_its_tables_is_not_healthy(tmp_path: Path) -> None:
    status, said = healthcheck(tmp_path)
    assert (status, said[-1]) == (1, "unreachable: database")
    assert "not migrated" in said[0]


def test_it_names_the_queue_and_the_database_that_do_not_answer(tmp_path: Path) -> None:
    status, said = healthcheck(
        tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none", REDIS_URL="redis://127.0.0.1:1/0"
    )
    assert (status, said[-1]) == (1, "unreachable: database, queue")
    assert not any(line.startswith("Traceback") for line in said)


def test_a_data_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file where a folder should be")
    status, said = healthcheck(tmp_path)
    assert (status, len(said)) == (1, 1)
    assert "UNDERTONE_DATA_DIR" in said[0]
