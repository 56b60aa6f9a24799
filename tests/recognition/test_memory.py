"""Freed memory goes back to the system."""

import sys

import numpy as np
import psutil
import pytest

from recognition.memory import give_back_freed

MB = 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator is Linux's")
def test_what_was_freed_is_no_longer_ours() -> None:
    ours = psutil.Process()
    # Under 128 kB each, so that they come from the heap; every second one stays, so that it cannot shrink from its end.
    blocks = [np.ones(100_000, dtype=np.uint8) for _ in range(2000)]
    del blocks[::2]
    before = ours.memory_info().rss
    give_back_freed()
    assert before - ours.memory_info().rss > 50 * MB
    assert len(blocks) == 1000
