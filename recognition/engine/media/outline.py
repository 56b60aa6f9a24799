"""The outline of a recording to look at closely: a byte per hundredth of a second, and coarser ones for wider views."""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from recognition.engine.media.pcm import SAMPLE_RATE_HZ, Pcm
from recognition.engine.media.waveform import Peaks

FINE_PER_S = 100
"""Values per second of the finest level: 360 kB for an hour, 411 kB with the coarser levels."""

_BLOCK_S = 30.0  # a whole number of stretches
_STRETCH = SAMPLE_RATE_HZ // FINE_PER_S
_STEP = 8  # each level is so many times coarser than the one below it
_COARSEST = 2000  # a level this short has none above it
_HEAD = struct.Struct("<8sI")  # which format, and how many values the finest level has
_FORMAT = b"UNDPKS1\n"
_LOUDEST = 255


@dataclass(frozen=True, slots=True)
class Outline:
    """What is drawn of a recording.

    Attributes:
        peaks: the whole in up to 2000 equal stretches, 0 to 1.
        fine: a file's content for `read_fine`.
    """

    peaks: list[float]
    fine: bytes


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the outline: the loudest of each of equal stretches from one time to another, 0 to 1."""

    start_s: float
    end_s: float
    peaks: list[float]


def outline(pcm: Pcm) -> Outline:
    """Both outlines in one pass. It needs 200 bytes for a second of sound: 3 MB for four hours."""
    peaks = Peaks(pcm.sample_count)
    loudest = np.zeros(math.ceil(pcm.sample_count / _STRETCH), dtype=np.float16)
    position = 0
    for block in pcm.blocks(_BLOCK_S):
        peaks.add(block)
        each = np.maximum.reduceat(np.abs(block), np.arange(0, block.size, _STRETCH))
        loudest[position : position + each.size] = each
        position += each.size
    return Outline(peaks.relative(), _written(loudest))


def read_fine(file: IO[bytes], *, start_s: float, end_s: float, points: int) -> Stretch:
    """A range of what `outline` wrote; it reads no more than some `8 * points` bytes, however long the recording.

    Args:
        file: with the content of `Outline.fine`, at its beginning.
        start_s: where the range begins.
        end_s: where it ends; both are moved outward to where values begin and end.
        points: at most so many values; fewer where there are no finer ones.

    Raises:
        ValueError: the file is none of this format.
    """
    known, count = _HEAD.unpack(file.read(_HEAD.size))
    if known != _FORMAT:
        raise ValueError("The file holds no fine peaks.")
    offset, size, per_s = _level(count, (end_s - start_s) * FINE_PER_S / points)
    first = min(math.floor(start_s * per_s), size - 1)
    last = max(first + 1, min(math.ceil(end_s * per_s), size))
    file.seek(_HEAD.size + offset + first)
    values = np.frombuffer(file.read(last - first), dtype=np.uint8)
    edges = np.arange(min(points, values.size)) * values.size // min(points, values.size)
    peaks = np.maximum.reduceat(values, edges) / _LOUDEST
    return Stretch(first / per_s, last / per_s, [round(float(value), 4) for value in peaks])


def _written(loudest: npt.NDArray[np.float16]) -> bytes:
    """The levels one after the other, the finest first; 255 is the loudest of the recording."""
    top = float(loudest.max(initial=0))
    level = np.rint(loudest * np.float32(_LOUDEST / top if top > 0 else 0)).astype(np.uint8)
    content = [_HEAD.pack(_FORMAT, level.size), level.tobytes()]
    while level.size > _COARSEST:
        level = np.maximum.reduceat(level, np.arange(0, level.size, _STEP))
        content.append(level.tobytes())
    return b"".join(content)


def _level(count: int, fine_per_point: float) -> tuple[int, int, float]:
    """Where the coarsest level lies that is no coarser than wanted: its offset, its size, and its values per second."""
    found = (0, count, float(FINE_PER_S))
    for power, (offset, size) in enumerate(_levels(count)):
        if _STEP**power > fine_per_point:
            break
        found = (offset, size, FINE_PER_S / _STEP**power)
    return found


def _levels(count: int) -> Iterator[tuple[int, int]]:
    offset = 0
    yield offset, count
    while count > _COARSEST:
        offset, count = offset + count, math.ceil(count / _STEP)
        yield offset, count
