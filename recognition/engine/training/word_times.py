"""When each word of a known sentence is spoken, by forced alignment with PocketSphinx."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from pocketsphinx import Decoder

_FRAME_S = 0.01


@dataclass(frozen=True, slots=True)
class WordTime:
    """A word as Whisper writes it, its leading blank included, and when it is spoken."""

    text: str
    start_s: float
    end_s: float

    def later(self, seconds: float) -> "WordTime":
        return replace(self, start_s=self.start_s + seconds, end_s=self.end_s + seconds)


def aligned(samples: npt.NDArray[np.float32], sentence: str) -> tuple[WordTime, ...]:
    """The words of `sentence` with their times in 16 kHz samples; none when they do not fit the sound."""
    written = sentence.split()
    decoder = _decoder()
    decoder.set_align_text(" ".join(re.sub(r"[^a-z' ]", "", word.lower()) for word in written))
    decoder.start_utt()
    peak = float(np.abs(samples).max(initial=1e-6))
    decoder.process_raw((samples * (0.5 / peak * 32767)).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    heard = [segment for segment in decoder.seg() or () if segment.word[0] not in "<[+("]
    if len(heard) != len(written):
        return ()
    return tuple(
        WordTime(f" {word}", segment.start_frame * _FRAME_S, (segment.end_frame + 1) * _FRAME_S)
        for word, segment in zip(written, heard, strict=True)
    )


@cache
def _decoder() -> Any:
    return Decoder(loglevel="FATAL", cmn="batch", lm=None)
