"""PocketSphinx: English, its model inside its package, for machines where Whisper cannot be had."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Self

import numpy as np
from pocketsphinx import Decoder

from recognition.engine.asr.base import Samples, is_silent, word_in
from recognition.engine.asr.encoder_states import OnStates
from recognition.engine.config import EngineConfig
from recognition.engine.types import Word
from recognition.engine.weights import Progress

_FRAME_S = 0.01
_PEAK = 0.5  # full scale is 1: the level that its model was trained near


class PocketSphinx:
    """A `SpeechEngine`. It writes no punctuation and no capitals."""

    id = "pocketsphinx"
    model = "en-us"
    languages: frozenset[str] | None = frozenset({"en"})

    @classmethod
    def open(cls, config: EngineConfig, on_download: Progress | None = None) -> Self:
        return cls()

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        return "en", 1.0

    def transcribe(
        self, samples: Samples, *, language: str, offset_s: float, on_states: OnStates | None = None
    ) -> list[Word]:
        if is_silent(samples):
            return []
        decoder = _decoder()
        decoder.reinit_feat()  # forgets the noise that it heard in earlier chunks
        decoder.start_utt()
        decoder.process_raw(_levelled(samples), full_utt=True)
        decoder.end_utt()
        return list(_words(decoder, samples, offset_s))


def _words(decoder: Any, samples: Samples, offset_s: float) -> Iterator[Word]:
    for heard in decoder.seg() or ():
        text = heard.word.split("(")[0]  # "read(2)" is the second pronunciation of "read"
        if text and text[0] not in "<[+":  # <s>, <sil>, [NOISE], ++um++
            yield word_in(
                samples,
                offset_s,
                text=text,
                start_s=heard.start_frame * _FRAME_S,
                end_s=(heard.end_frame + 1) * _FRAME_S,
                probability=min(1.0, float(heard.prob)),
            )


def _levelled(samples: Samples) -> bytes:
    """16-bit samples at one level, so that a quiet recording is heard as well as a loud one."""
    peak = float(np.abs(samples).max(initial=0.0))
    gain = _PEAK / peak if peak > 0 else 1.0
    return (samples * (gain * 32767)).astype(np.int16).tobytes()


@cache
def _decoder() -> Any:
    # `cmn="batch"`: the cepstral mean of this chunk alone, so that a chunk's words do not depend on those before it.
    return Decoder(loglevel="FATAL", cmn="batch")
