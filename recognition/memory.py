"""Memory that is free, but still counted as ours."""

import ctypes
import sys
from collections.abc import Callable
from functools import cache


def give_back_freed() -> None:
    """Hand what was freed back to the system.

    Segments differ in length, so glibc's heap gets holes that it keeps: after two hours of speech half as much again as
    the loaded models take. This costs a few hundredths of a second.
    """
    if trim := _trimmer():
        trim(0)


@cache
def _trimmer() -> Callable[[int], int] | None:
    # Other systems' allocators, and musl's, do not have it and do not need it.
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
