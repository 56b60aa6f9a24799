"""Decoded sound: 16 kHz mono float32, kept in memory while short and on disk when long."""

import os
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ = 16000

_MEMORY_BYTES = 16 * 2**20  # about 4 minutes
# The usual temporary folder may itself be memory; this one is on disk (Filesystem Hierarchy Standard, 5.15).
_DISK_FOLDER = "/var/tmp" if os.access("/var/tmp", os.W_OK) else None
_SAMPLE_BYTES = 4


class Pcm:
    """Samples that were decoded once and may be read in any order, as often as needed.

    Attributes:
        repaired_samples: samples of the file that were not a number or infinite and were set to 0.
        damaged: whether a part of the file could not be decoded and is missing here.
    """

    def __init__(self) -> None:
        # Closed by `close`, which the context manager calls.
        self._file = SpooledTemporaryFile(max_size=_MEMORY_BYTES, dir=_DISK_FOLDER)  # noqa: SIM115
        self._count = 0
        self.repaired_samples = 0
        self.damaged = False

    @classmethod
    def of(cls, samples: npt.NDArray[np.float32]) -> Self:
        """A Pcm of samples at hand: 16 kHz mono."""
        pcm = cls()
        pcm.append(samples)
        return pcm

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def sample_count(self) -> int:
        return self._count

    @property
    def duration_s(self) -> float:
        return self._count / SAMPLE_RATE_HZ

    def append(self, samples: npt.NDArray[np.float32]) -> None:
        """Add samples at the end."""
        self._file.seek(self._count * _SAMPLE_BYTES)
        self._file.write(np.ascontiguousarray(samples, dtype=np.float32).tobytes())
        self._count += samples.size

    def read(self, start_s: float = 0.0, end_s: float | None = None) -> npt.NDArray[np.float32]:
        """Samples from `start_s` up to `end_s` (the end, when None); times outside the recording are cut to it."""
        first = self._index(start_s)
        last = self._count if end_s is None else self._index(end_s)
        return self._read(first, max(first, last))

    def blocks(self, seconds: float, *, start_s: float = 0.0) -> Iterator[npt.NDArray[np.float32]]:
        """All from `start_s` on, in blocks of `seconds`; the last may be shorter."""
        step = max(1, round(seconds * SAMPLE_RATE_HZ))
        for first in range(self._index(start_s), self._count, step):
            yield self._read(first, min(first + step, self._count))

    def close(self) -> None:
        self._file.close()

    def _index(self, time_s: float) -> int:
        return min(max(round(time_s * SAMPLE_RATE_HZ), 0), self._count)

    def _read(self, first: int, last: int) -> npt.NDArray[np.float32]:
        self._file.seek(first * _SAMPLE_BYTES)
        samples = np.empty(last - first, dtype=np.float32)
        self._file.readinto(samples.data)
        return samples
