"""A container's share of the machine decides how many threads there are."""

import os
from pathlib import Path

import pytest
import torch

from recognition.engine import cores

MANY = set(range(32))


@pytest.fixture
def cgroup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a container on a machine with 32 processors."""
    monkeypatch.setattr(cores, "_CGROUP", tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: MANY)
    (tmp_path / "cpu").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 32),
        ({"cpu.max": "max 100000\n"}, 32),
        ({"cpu.max": "400000 100000\n"}, 4),
        ({"cpu.max": "150000 100000\n"}, 2),
        ({"cpu.max": "20000 100000\n"}, 1),
        ({"cpu.max": "9900000 100000\n"}, 32),
        ({"cpu/cpu.cfs_quota_us": "200000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 2),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, 32),
    ],
)
def test_it_is_what_the_container_gets_of_the_machine(cgroup: Path, files: dict[str, str], expected: int) -> None:
    for name, text in files.items():
        (cgroup / name).write_text(text)
    assert cores.cores() == expected


def test_pytorch_keeps_to_it_and_is_never_given_more(cgroup: Path) -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        (cgroup / "cpu.max").write_text("200000 100000\n")
        cores.keep_to_cores()
        assert torch.get_num_threads() == 2
        torch.set_num_threads(1)
        cores.keep_to_cores()
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)
