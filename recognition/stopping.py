"""Whether this worker was told to stop: said to its main process, read by the process that analyses."""

import mmap

# Shared by all processes forked from the one that imported this. Unlike a lock it may be written in a signal's handler.
_TOLD = mmap.mmap(-1, 1)


def tell() -> None:
    _TOLD[0] = 1


def told() -> bool:
    return bool(_TOLD[0])


def forget() -> None:
    """For tests."""
    _TOLD[0] = 0
