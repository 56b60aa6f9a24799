"""Silero VAD: the probability of speech for each 32 ms of sound, computed in a stream."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import distribution

import numpy as np
import numpy.typing as npt
import onnxruntime

from recognition.engine.media import Pcm

FRAME_SAMPLES = 512
FRAME_S = 0.032

BLOCK_S = 64 * FRAME_S * 8  # 512 frames to one call: the model's own recurrence runs inside it

_CONTEXT_SAMPLES = 64  # the end of the frame before, given with each frame
_STATE = 128  # values of the recurrent layer, and of its cells

Samples = npt.NDArray[np.float32]


def speech_probabilities(pcm: Pcm) -> Iterator[Samples]:
    """Probabilities of speech, one per `FRAME_S`, a block at a time."""
    ear = Ear()
    for block in pcm.blocks(BLOCK_S):
        yield ear.hear(block)


class Ear:
    """Hears one stream of sound, block by block: what it was in goes on from block to block.

    Args:
        state: of an ear that has heard what comes before; by default nothing does.
    """

    def __init__(self, state: Sequence[float] = ()) -> None:
        values = np.array(state or np.zeros(_CONTEXT_SAMPLES + 2 * _STATE), dtype=np.float32)
        self._context = values[:_CONTEXT_SAMPLES]
        self._hidden, self._cell = values[_CONTEXT_SAMPLES:].reshape(2, 1, 1, _STATE)

    @property
    def state(self) -> tuple[float, ...]:
        """For another ear to go on, to the last digit."""
        return tuple(np.concatenate([self._context, self._hidden.ravel(), self._cell.ravel()]).tolist())

    def hear(self, block: Samples) -> Samples:
        """Probabilities of a block that is not empty. Of all but the last block, whole frames: the rest is filled up with zeros."""
        frames = _framed(block, self._context)
        self._context = frames[-1, -_CONTEXT_SAMPLES:]
        probabilities, self._hidden, self._cell = _session().run(
            ["speech_probs", "hn", "cn"], {"input": frames, "h": self._hidden, "c": self._cell}
        )
        heard: Samples = probabilities.reshape(-1)
        return heard


def _framed(block: Samples, context: Samples) -> Samples:
    """A block as frames, each with its context before it: (frames, 64 + 512). The last is filled up with zeros."""
    count = -(-block.size // FRAME_SAMPLES)
    padded = np.concatenate([context, block, np.zeros(count * FRAME_SAMPLES - block.size, dtype=np.float32)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, _CONTEXT_SAMPLES + FRAME_SAMPLES)
    return np.ascontiguousarray(windows[::FRAME_SAMPLES])


@cache
def _session() -> onnxruntime.InferenceSession:
    # The file is read from the package without importing it: the import loads torch and sets torch to one thread.
    path = distribution("silero-vad").locate_file("silero_vad/data/silero_vad_16k_sequence.onnx")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
