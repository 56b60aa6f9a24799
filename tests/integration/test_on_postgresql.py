"""What depends on the database is tested on PostgreSQL too: the same tests, in a process of their own."""

import os
import subprocess
import sys

import pytest

from scripts.preflight import ROOT
from tests.services import postgres_database

SAME_TESTS = (
    "test_search_api.py",
    "test_library_api.py",
    "test_settings_api.py",
    "test_recordings_api.py",
    "test_quotas.py",
    "test_links_api.py",
    "test_leases.py",
    "test_parts.py",
    "test_turns.py",
    "test_sign_in.py",
    "test_tokens.py",
    "test_kept_results.py",
    "test_query_counts.py",
    "test_rows.py",
)


@pytest.mark.services
def test_what_rests_on_the_database_works_on_postgresql() -> None:
    files = [f"tests/recognition/{name}" for name in SAME_TESTS]
    with postgres_database() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
            cwd=ROOT, env={**os.environ, "TEST_DATABASE_URL": url}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
