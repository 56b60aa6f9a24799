"""The outline of a recording, for drawing."""

import numpy as np
import numpy.typing as npt

from recognition.engine.media.pcm import Pcm

_BLOCK_S = 30.0
_COUNT = 2000


class Peaks:
    """The loudest sample of each of equal stretches, gathered block by block.

    Args:
        sample_count: how many samples there will be.
        count: how many stretches; a recording of fewer samples has one stretch per sample.
    """

    def __init__(self, sample_count: int, count: int = _COUNT) -> None:
        self._sample_count = sample_count
        self._loudest = np.zeros(min(count, sample_count), dtype=np.float32)
        self._position = 0

    def add(self, block: npt.NDArray[np.float32]) -> None:
        """The samples that follow."""
        places = np.arange(self._position, self._position + block.size)
        np.maximum.at(self._loudest, places * self._loudest.size // self._sample_count, np.abs(block))
        self._position += block.size

    def relative(self) -> list[float]:
        """0 to 1, where 1 is the loudest of the recording; silence gives zeros."""
        top = float(self._loudest.max(initial=0.0))
        return [round(float(value), 4) for value in (self._loudest / top if top > 0 else self._loudest)]


def peaks(pcm: Pcm, count: int = _COUNT) -> list[float]:
    """Loudest sample of each of `count` equal stretches, 0 to 1, where 1 is the loudest of the recording.

    Silence gives zeros; a recording of fewer samples than `count` gives one value per sample.
    """
    gathered = Peaks(pcm.sample_count, count)
    for block in pcm.blocks(_BLOCK_S):
        gathered.add(block)
    return gathered.relative()
