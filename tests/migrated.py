"""What `manage.py migrate` makes of an empty database: done once in each process of the tests, and copied."""

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.preflight import ROOT
from tests.services import create_database, replace_database

DATABASE = "undertone.sqlite3"
TEMPLATE = "migrated"
OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL", "DJANGO_")


def sqlite(data: Path) -> None:
    """Into a data folder, which is made."""
    data.mkdir(exist_ok=True)
    (data / DATABASE).write_bytes(_sqlite())


def postgresql(url: str) -> None:
    """In place of what the database holds."""
    replace_database(url, like=_postgresql())


def environment(**variables: str) -> Mapping[str, str]:
    """The developer's, with these variables and none of those that the product reads."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "DJANGO_SETTINGS_MODULE": "emotion_site.settings", **variables}


@cache
def _sqlite() -> bytes:
    with TemporaryDirectory() as folder:
        _migrate(UNDERTONE_DATA_DIR=folder)
        return (Path(folder) / DATABASE).read_bytes()


@cache
def _postgresql() -> str:
    """The name of a database that goes with the cluster."""
    with TemporaryDirectory() as folder:
        _migrate(UNDERTONE_DATA_DIR=folder, DATABASE_URL=create_database(TEMPLATE))
    return TEMPLATE


def _migrate(**variables: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(**variables), check=True, stdout=subprocess.DEVNULL)
