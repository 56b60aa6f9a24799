"""The outline of a recording, for drawing."""

import numpy as np

from recognition.engine.media.pcm import Pcm

_BLOCK_S = 30.0


def peaks(pcm: Pcm, count: int = 2000) -> list[float]:
    """Loudest sample of each of `count` equal stretches, 0 to 1, where 1 is the loudest of the recording.

    Silence gives zeros; a recording of fewer samples than `count` gives one value per sample.
    """
    count = min(count, pcm.sample_count)
    loudest = np.zeros(count, dtype=np.float32)
    position = 0
    for block in pcm.blocks(_BLOCK_S):
        stretch = np.arange(position, position + block.size) * count // pcm.sample_count
        np.maximum.at(loudest, stretch, np.abs(block))
        position += block.size
    top = float(loudest.max(initial=0.0))
    return [round(float(value), 4) for value in (loudest / top if top > 0 else loudest)]
