"""A process of the worker that has grown too large is replaced, once it has done what it was at."""

import subprocess
from pathlib import Path

import pytest

from tests.worker.growing_queue import ask_to_grow, processes_that_did

LIMIT_MB = 512  # that of growing_settings


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "DJANGO_SETTINGS_MODULE": "tests.worker.growing_settings"}


def test_it_is_replaced_after_its_task_and_its_successor_does_the_rest(
    worker: "subprocess.Popen[str]", environment: dict[str, str]
) -> None:
    data = Path(environment["UNDERTONE_DATA_DIR"])
    ask_to_grow(data, 1, LIMIT_MB, 1, 1)
    first, grown, *after = processes_that_did(data, 4)
    assert first == grown, "below the limit a process goes on"
    assert after[0] == after[1] != grown
