"""What Whisper's encoder makes of sound before any word is decoded: kept, so that a model can hear through it at no cost."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

SAMPLES_PER_STATE = 320  # 20 ms at 16 kHz: Whisper's convolutions halve its 10-ms frames
STATES_PER_S = 50
WINDOW_SAMPLES = 480_000  # the 30 s that the encoder takes at once; less is padded with silence


@dataclass(frozen=True, slots=True)
class EncoderStates:
    """States of a stretch of sound; those of different models do not compare.

    Args:
        model: which Whisper made them.
        start_s: where the stretch begins in the recording.
        states: float32, (states, dim), one each 20 ms.
    """

    model: str
    start_s: float
    states: npt.NDArray[np.float32]

    def within(self, start_s: float, end_s: float) -> "EncoderStates":
        """Those of a part of the stretch."""
        begin = max(0, round((start_s - self.start_s) * STATES_PER_S))
        end = max(begin, round((end_s - self.start_s) * STATES_PER_S))
        return replace(self, start_s=self.start_s + begin / STATES_PER_S, states=self.states[begin:end])


OnStates = Callable[[EncoderStates], None]
"""Told the states of what is being transcribed, by an engine that has such."""


def states_of(window: npt.NDArray[np.float32], samples: int, *, model: str, offset_s: float) -> EncoderStates:
    """The encoder's output for a padded window, (1500, dim), cut to the sound that was in it."""
    count = min(len(window), samples // SAMPLES_PER_STATE)
    return EncoderStates(model, offset_s, np.ascontiguousarray(window[:count], dtype=np.float32))
